namespace NeuralNet.Gen;

/// <summary>Updates parameters from gradients in one streaming pass over both and over its own state; element-wise, so any split over threads gives the same bits.</summary>
public abstract class Optimizer
{
    /// <summary>Size of a step, finite and at least 0; may be changed between steps (schedules).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not finite.</exception>
    public float LearningRate
    {
        get;
        set => field = HyperParameter.AtLeastZero(value, nameof(LearningRate));
    }

    /// <summary>Updates taken so far.</summary>
    public long StepCount { get; protected set; }

    /// <summary>
    /// What the optimiser remembers between steps, in a fixed order; empty before the first step (or <see cref="Restore"/>) and for optimisers
    /// without memory. Together with <see cref="StepCount"/> and the hyper-parameters it is all that a checkpoint needs.
    /// </summary>
    public virtual IReadOnlyList<OptimizerState> State => [];

    /// <summary>Takes one update. Allocates its state at the first call and nothing after.</summary>
    /// <exception cref="ArgumentException">The lengths differ, or differ from those of the first call.</exception>
    public abstract void Step(Span<float> parameters, ReadOnlySpan<float> gradients, ThreadTeam? team = null);

    /// <summary>Sets <see cref="StepCount"/> and copies <paramref name="state"/> over <see cref="State"/>; changes nothing when it fails.</summary>
    /// <param name="stepCount">Updates taken, at least 0. With 0 the state may be empty.</param>
    /// <param name="state">As <see cref="State"/> gave it: the same names, order and lengths.</param>
    /// <exception cref="ArgumentException">Names, number or lengths do not fit this optimiser.</exception>
    public void Restore(long stepCount, IReadOnlyList<OptimizerState> state)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(stepCount);
        ArgumentNullException.ThrowIfNull(state);
        if (stepCount == 0 && state.Count == 0)
        {
            foreach (OptimizerState own in State) own.Values.Span.Clear();
        }
        else
        {
            RestoreState(state);
        }

        StepCount = stepCount;
    }

    /// <summary>Checks <paramref name="state"/> and copies it; an optimiser with memory overrides this.</summary>
    protected virtual void RestoreState(IReadOnlyList<OptimizerState> state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (state.Count != 0) throw new ArgumentException($"{GetType().Name} keeps no state; {state.Count} tensors were given", nameof(state));
    }

    /// <summary>Checks that there is a gradient for every parameter.</summary>
    private protected static void CheckLengths(ReadOnlySpan<float> parameters, ReadOnlySpan<float> gradients)
    {
        if (parameters.Length != gradients.Length)
            throw new ArgumentException($"{parameters.Length:N0} parameters but {gradients.Length:N0} gradients were given", nameof(gradients));
    }
}
