using System.Diagnostics.CodeAnalysis;
using NeuralNet.Gen.Numerics;

namespace NeuralNet.Gen;

/// <summary>
/// Updates parameters from gradients in one streaming pass over both and over its own state; element-wise, so any split over threads gives the same bits. Parameter
/// groups, clipping and schedules are part of every optimiser and apply inside the pass.
/// </summary>
/// <remarks>
/// An optimiser of your own names its state vectors and overrides <see cref="Update"/>. Whatever else it remembers must follow from <see cref="UpdateSettings.Step"/>, or a
/// resumed run differs.
/// </remarks>
public abstract unsafe class Optimizer
{
    // One core passes over this many parameters in about 20 µs: less work than waking a thread is worth.
    internal const int TeamThreshold = 50_000;

    private readonly StateVectors _states;
    private readonly UpdateLayout _layout;
    private readonly OptimizerStep _step;
    private readonly GradientNorm _norm = new();

    /// <summary>Sets what is common to all optimisers.</summary>
    /// <param name="learningRate">Size of a step, finite and at least 0.</param>
    /// <param name="weightDecay">Finite and at least 0; what it does is the optimiser's matter.</param>
    /// <param name="stateNames">Names of the vectors that are carried from step to step, each as long as the parameters; PyTorch's where it has such an optimiser.</param>
    /// <param name="initialState">What these hold before the first step.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    protected Optimizer(float learningRate, float weightDecay, ReadOnlySpan<string> stateNames, float initialState = 0)
    {
        LearningRate = HyperParameter.AtLeastZero(learningRate, nameof(learningRate));
        WeightDecay = HyperParameter.AtLeastZero(weightDecay, nameof(weightDecay));
        _states = new StateVectors(GetType().Name, stateNames.ToArray(), initialState);
        _layout = new UpdateLayout(Groups);
        _step = new OptimizerStep(_layout, _states);
    }

    /// <summary>Size of a step, finite and at least 0; may be changed between steps. With a <see cref="Schedule"/> the rate of the last step.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not finite.</exception>
    public float LearningRate
    {
        get;
        set => field = HyperParameter.AtLeastZero(value, nameof(LearningRate));
    }

    /// <summary>How strongly parameters are drawn to zero, finite and at least 0; whether by the gradient or apart from it is the optimiser's matter. May be changed between steps.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not finite.</exception>
    public float WeightDecay
    {
        get;
        set => field = HyperParameter.AtLeastZero(value, nameof(WeightDecay));
    }

    /// <summary>When set, every step takes its <see cref="LearningRate"/> from here, by <see cref="StepCount"/>: a resumed run needs nothing else.</summary>
    public Schedule? Schedule { get; set; }

    /// <summary>Parameters that are treated differently, by name. Needs <see cref="Bind"/>, which a network's own <c>Step</c> does.</summary>
    public ParameterGroups Groups { get; } = [];

    /// <summary>
    /// When set, gradients are scaled down so that the norm of all of them together is at most this (<c>torch.nn.utils.clip_grad_norm_</c>): by
    /// min(1, ClipNorm / (norm + 1e-6)). Finite and above 0.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not above 0 or not finite.</exception>
    public float? ClipNorm
    {
        get;
        set => field = value is { } limit ? HyperParameter.AboveZero(limit, nameof(ClipNorm)) : null;
    }

    /// <summary>When set, every gradient is limited to ± this (<c>torch.nn.utils.clip_grad_value_</c>), after <see cref="ClipNorm"/> if both are set. Finite and above 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not above 0 or not finite.</exception>
    public float? ClipValue
    {
        get;
        set => field = value is { } limit ? HyperParameter.AboveZero(limit, nameof(ClipValue)) : null;
    }

    /// <summary>Whether each step measures <see cref="LastGradientNorm"/> without <see cref="ClipNorm"/> as well. One more pass over the gradients.</summary>
    public bool TrackGradientNorm { get; set; }

    /// <summary>
    /// What becomes of a step whose gradient norm is NaN or infinite (known with <see cref="ClipNorm"/> or <see cref="TrackGradientNorm"/>): skipped when <c>true</c>, so that nothing
    /// changes and <see cref="StepCount"/> stays; otherwise a <see cref="NonFiniteGradientException"/>.
    /// </summary>
    public bool SkipNonFiniteGradients { get; set; }

    /// <summary>The norm of the last step's gradients before clipping, frozen parameters left out; NaN while none was measured.</summary>
    public float LastGradientNorm { get; private set; } = float.NaN;

    /// <summary>Updates taken so far.</summary>
    public long StepCount { get; private set; }

    /// <summary>
    /// What the optimiser remembers between steps, in a fixed order; empty before the first step (or <see cref="Restore"/>) and for optimisers
    /// without memory. Together with <see cref="StepCount"/> and the hyper-parameters it is all that a checkpoint needs. Where parameters were frozen for a while, the last
    /// one is <c>frozen_steps</c>: a number for each of <see cref="NetworkInfo.Parameters"/>.
    /// </summary>
    public IReadOnlyList<OptimizerState> State
        => _layout.MissedSteps is { } missed ? [.. _states.All, new OptimizerState(UpdateLayout.FrozenSteps, missed)] : _states.All;

    /// <summary>
    /// Whether the rule is the same when rows without a gradient are passed over, or is known in such a form: then tables with sparse gradients are updated by the rows of the batch, as long as they have no weight decay. As in PyTorch:
    /// <see cref="Sgd"/> without momentum, <see cref="AdaGrad"/>, and <see cref="Adam"/> without amsgrad as <c>SparseAdam</c>, which moves the running means of these rows alone. Without it a group must say what is meant
    /// (<see cref="ParameterGroup.Sparse"/>).
    /// </summary>
    protected virtual bool SupportsSparseGradients => false;

    /// <summary>Tells the optimiser names, shapes and places of the parameters. A network's <c>Step</c> does it; by hand it is wanted for <see cref="Groups"/> and for <see cref="Lamb"/>.</summary>
    /// <param name="network">The one that this optimiser serves. Naming it again costs nothing.</param>
    /// <exception cref="ArgumentException">The optimiser serves another network, a group's pattern matches no parameter, sparse updates are wanted of what is no matrix, or a table has sparse gradients that the optimiser does not support.</exception>
    public void Bind(NetworkInfo network)
    {
        ArgumentNullException.ThrowIfNull(network);
        _states.Check(network.ParameterCount);
        _layout.Bind(network);
        if (!_layout.NeedsRows) return;
        _layout.Fold(StepCount, LearningRate, WeightDecay);
        CheckSparse();
    }

    /// <summary>Takes one update of a network by its gradients. Allocates its state at the first call and nothing after.</summary>
    /// <param name="network">The one that this optimiser serves; it is bound to it.</param>
    /// <param name="team">Threads to share the work.</param>
    /// <inheritdoc cref="Bind"/>
    /// <exception cref="NonFiniteGradientException">See <see cref="SkipNonFiniteGradients"/>.</exception>
    [SuppressMessage("ApiDesign", "RS0026:Do not add multiple overloads with optional parameters", Justification = "The required arguments tell the overloads apart.")]
    public void Step(INetwork network, ThreadTeam? team = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        Bind(network.Info);
        Take(network.Parameters, network.Gradients, network.SparseGradients, team);
    }

    /// <summary>Takes one update of a network by gradients that were accumulated.</summary>
    /// <param name="network">The one that this optimiser serves; it is bound to it.</param>
    /// <param name="gradients">Of this network.</param>
    /// <param name="team">Threads to share the work.</param>
    /// <inheritdoc cref="Step(INetwork, ThreadTeam?)"/>
    [SuppressMessage("ApiDesign", "RS0026:Do not add multiple overloads with optional parameters", Justification = "The required arguments tell the overloads apart.")]
    public void Step(INetwork network, GradientAccumulator gradients, ThreadTeam? team = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(gradients);
        Bind(network.Info);
        Take(network.Parameters, gradients.Gradients, gradients.SparseGradients, team);
    }

    /// <summary>Takes one update. Allocates its state at the first call and nothing after.</summary>
    /// <param name="parameters">Are updated in place.</param>
    /// <param name="gradients">One for each parameter.</param>
    /// <param name="team">Threads to share the work.</param>
    /// <exception cref="ArgumentException">The lengths differ, or differ from those of the first call.</exception>
    /// <exception cref="InvalidOperationException">There are <see cref="Groups"/>, or the optimiser wants to know parameters, and <see cref="Bind"/> was not called; or a table is updated by the rows of the batch, which the network knows.</exception>
    /// <exception cref="NonFiniteGradientException">See <see cref="SkipNonFiniteGradients"/>.</exception>
    [SuppressMessage("ApiDesign", "RS0026:Do not add multiple overloads with optional parameters", Justification = "The required arguments tell the overloads apart.")]
    public void Step(Span<float> parameters, ReadOnlySpan<float> gradients, ThreadTeam? team = null) => Take(parameters, gradients, default, team);

    private void Take(Span<float> parameters, ReadOnlySpan<float> gradients, ReadOnlySpan<SparseGradient> sparse, ThreadTeam? team)
    {
        if (parameters.Length != gradients.Length)
            throw new ArgumentException($"{parameters.Length:N0} parameters but {gradients.Length:N0} gradients were given", nameof(gradients));
        _states.Check(parameters.Length);
        _layout.Prepare(parameters.Length);
        if (NeedsNames && _layout.Network is null)
            throw new InvalidOperationException($"{GetType().Name} looks at whole tensors and does not know them yet: call Bind(network.Info) first, or let the network's Step do it");
        float rate = Schedule?.At(StepCount) ?? LearningRate;
        _layout.Fold(StepCount, HyperParameter.AtLeastZero(rate, nameof(Schedule)), WeightDecay);
        if (_layout.NeedsRows)
        {
            CheckSparse();
            if (sparse.Length != _layout.TableCount) throw new InvalidOperationException($"'{_layout.SparseTables.First().Name}' of '{_layout.Network!.Name}' has sparse gradients, and numbers alone do not say which rows these are: call Step(network), or Step(network, accumulator) after Add(network, …)");
        }

        _step.SetRows(sparse);
        if (!Clip(gradients, team, out float scale)) return;

        _states.Prepare(parameters.Length);
        _step.Length = parameters.Length;
        _step.GradientScale = scale;
        _step.GradientLimit = ClipValue ?? float.PositiveInfinity;
        _step.Team = team;
        try
        {
            fixed (float* p = parameters, g = gradients)
            {
                _step.ParameterPointer = p;
                _step.GradientPointer = g;
                Update(_step);
            }
        }
        finally
        {
            // Whoever kept the step finds nothing in it, and it keeps no team from being collected.
            _step.Length = 0;
            _step.Team = null;
        }

        LearningRate = rate;
        StepCount++;
        _layout.Count();
    }

    /// <summary>Sets <see cref="StepCount"/> and copies <paramref name="state"/> over <see cref="State"/>; changes nothing when it fails.</summary>
    /// <param name="stepCount">Updates taken, at least 0. With 0 the state may be empty.</param>
    /// <param name="state">As <see cref="State"/> gave it: the same names, order and lengths.</param>
    /// <exception cref="ArgumentException">Names, number or lengths do not fit this optimiser.</exception>
    public void Restore(long stepCount, IReadOnlyList<OptimizerState> state)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(stepCount);
        ArgumentNullException.ThrowIfNull(state);
        ReadOnlySpan<float> missed = default;
        if (state.Count > 0 && state[^1].Name == UpdateLayout.FrozenSteps)
        {
            missed = state[^1].Values.Span;
            _layout.CheckMissed(missed.Length);
            state = [.. state.SkipLast(1)];
        }

        if (stepCount == 0 && state.Count == 0)
        {
            _states.Reset();
        }
        else
        {
            _states.CheckRestore(state);
            _states.Restore(state);
        }

        _layout.RestoreMissed(missed);
        StepCount = stepCount;
        LastGradientNorm = float.NaN;
    }

    /// <summary>Updates parameters and state. Must treat every element alike, whichever thread has it, and allocate nothing after the first call.</summary>
    /// <param name="step">Parameters, gradients, state and the numbers of this step.</param>
    protected abstract void Update(OptimizerStep step);

    /// <summary>Whether the rule looks at whole tensors.</summary>
    private protected virtual bool NeedsNames => false;

    /// <summary>The names of tables that are updated by the rows of a batch.</summary>
    internal IEnumerable<string> SparseTables => _layout.SparseTables.Select(p => p.Name);

    private void CheckSparse()
    {
        if (_layout.FirstDense(SupportsSparseGradients) is not { } table) return;
        string reason = SupportsSparseGradients ? " together with a weight decay" : this is Sgd or Adam ? " as it is set" : "";
        throw new ArgumentException(
            $"'{table.Name}' of '{_layout.Network!.Name}' has sparse gradients, which {GetType().Name} does not support{reason}. Sgd without momentum, AdaGrad and Adam without amsgrad do, all without weight decay. "
            + $"Or say what is meant by a group: new(\"{table.Name}\") {{ Sparse = true }} applies {GetType().Name}'s formula to the rows of the batch and leaves the others as they are, Sparse = false walks over the whole table in every step");
    }

    /// <returns>Whether the step goes on.</returns>
    private bool Clip(ReadOnlySpan<float> gradients, ThreadTeam? team, out float scale)
    {
        scale = 1;
        if (ClipNorm is null && !TrackGradientNorm) return true;
        float norm = LastGradientNorm = _norm.Of(gradients, _step, team);
        if (!float.IsFinite(norm)) return SkipNonFiniteGradients ? false : throw NonFinite(gradients, norm);
        if (ClipNorm is { } limit) scale = (float)Math.Min(1, limit / (norm + 1e-6));
        return true;
    }

    private NonFiniteGradientException NonFinite(ReadOnlySpan<float> gradients, float norm)
    {
        foreach (UpdateRange range in _layout.Ranges)
        {
            if (_layout.Settings[range.Settings].Frozen) continue;
            int place = FiniteCheck.IndexOfNonFinite(gradients[range.From..range.To]);
            if (place < 0) continue;
            place += range.From;
            string found = FormattableString.Invariant($"the gradient norm of step {StepCount + 1} is {norm}: ");
            foreach (ParameterInfo parameter in _layout.Network?.Parameters ?? [])
            {
                if (place >= parameter.Offset && place < parameter.Offset + parameter.Length)
                    return new NonFiniteGradientException(FormattableString.Invariant($"{found}the gradient of '{parameter.Name}' is {gradients[place]} at {place - parameter.Offset}"), parameter.Name);
            }

            return new NonFiniteGradientException(FormattableString.Invariant($"{found}gradient {place} is {gradients[place]}"), null);
        }

        return new NonFiniteGradientException(FormattableString.Invariant($"the gradient norm of step {StepCount + 1} is {norm}, beyond the range of floats"), null);
    }
}
