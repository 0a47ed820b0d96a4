namespace NeuralNet.Gen;

/// <summary>Updates parameters from gradients in one streaming pass over both and over its own state; element-wise, so any split over threads gives the same bits.</summary>
public abstract class Optimizer
{
    /// <summary>Size of a step; may be changed between steps (schedules).</summary>
    public float LearningRate { get; set; }

    /// <summary>Updates taken so far.</summary>
    public long StepCount { get; protected set; }

    /// <summary>Takes one update. Allocates its state at the first call and nothing after.</summary>
    /// <exception cref="ArgumentException">The lengths differ, or differ from those of the first call.</exception>
    public abstract void Step(Span<float> parameters, ReadOnlySpan<float> gradients, ThreadTeam? team = null);
}
