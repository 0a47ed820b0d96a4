namespace NeuralNet.Gen;

/// <summary>
/// A second set of weights that follows those in training and often predicts better: their exponential moving average, or the plain mean of all that were shown to it (stochastic weight averaging).
/// PyTorch's <c>torch.optim.swa_utils.AveragedModel</c>. Call <see cref="Update"/> after a step (or after an epoch), <see cref="Swap"/> before evaluating or saving and again after it.
/// </summary>
/// <remarks>Polyak and Juditsky (1992); Izmailov et al., "Averaging Weights Leads to Wider Optima and Better Generalization" (UAI 2018, arXiv:1803.05407).</remarks>
public sealed class WeightAverage
{
    private readonly LerpPass _pass = new();
    private readonly StateVectors _parameters = new(nameof(WeightAverage), ["average"], 0), _state = new(nameof(WeightAverage), ["state_average"], 0);
    private readonly double? _decay;
    private readonly bool _warmUp;

    private WeightAverage(double? decay, bool warmUp)
    {
        _decay = decay;
        _warmUp = warmUp;
    }

    /// <summary>Whether <see cref="INetwork.State"/>, such as running statistics, is averaged and swapped as well (<c>use_buffers</c>); <c>false</c> by default.</summary>
    public bool IncludeState { get; init; }

    /// <summary>Share that the average keeps; <c>null</c> for the mean of all weights.</summary>
    internal double? Decay => _decay;

    /// <summary>Whether the first updates keep less.</summary>
    internal bool WarmUp => _warmUp;

    /// <summary>Calls of <see cref="Update"/> so far.</summary>
    public long UpdateCount { get; private set; }

    /// <summary>Whether the network holds the average now, and this object the weights in training.</summary>
    public bool IsSwapped { get; private set; }

    /// <summary>The averages, for a checkpoint; empty before the first update. With <see cref="UpdateCount"/> all that there is to keep.</summary>
    /// <exception cref="InvalidOperationException">The average is swapped into the network.</exception>
    public IReadOnlyList<OptimizerState> State
    {
        get
        {
            ThrowIfSwapped("its state is saved");
            return _state.All.Count == 0 ? _parameters.All : [.. _parameters.All, .. _state.All];
        }
    }

    /// <summary>average = decay · average + (1 - decay) · weights; the first update copies the weights.</summary>
    /// <param name="decay">At least 0 and below 1.</param>
    /// <param name="warmUp">Whether update t = 0, 1, … has a decay of at most (1 + t) / (10 + t), so that the average soon forgets the first weights.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="decay"/> is outside its range.</exception>
    public static WeightAverage Exponential(float decay = 0.999f, bool warmUp = false) => new(HyperParameter.AsWritten(HyperParameter.BelowOne(decay, nameof(decay))), warmUp);

    /// <summary>The mean of the weights of all updates.</summary>
    public static WeightAverage Equal() => new(null, false);

    /// <summary>Takes the network's weights into the average, in one pass. Allocates at the first call and nothing after.</summary>
    /// <param name="network">The same one every time.</param>
    /// <param name="team">Threads to share the work.</param>
    /// <exception cref="InvalidOperationException">The average is swapped into the network.</exception>
    /// <exception cref="ArgumentException">The network has another number of parameters than the first one.</exception>
    public void Update(INetwork network, ThreadTeam? team = null)
    {
        Check(network);
        ThrowIfSwapped("it is updated");
        _parameters.Prepare(network.Parameters.Length);
        if (IncludeState) _state.Prepare(network.State.Length);
        double share = 1;
        if (UpdateCount > 0)
        {
            share = _decay is not { } decay ? 1.0 / (UpdateCount + 1)
                : 1 - (_warmUp ? Math.Min(decay, (1.0 + UpdateCount) / (10.0 + UpdateCount)) : decay);
        }

        Move(_parameters[0].Span, network.Parameters, share, team);
        if (IncludeState) Move(_state[0].Span, network.State, share, team);
        UpdateCount++;
    }

    /// <summary>Exchanges the network's weights and the average; a second call exchanges them back, bit for bit.</summary>
    /// <param name="network">The one that is averaged.</param>
    /// <exception cref="InvalidOperationException">Nothing was averaged yet.</exception>
    /// <exception cref="ArgumentException">The network has another number of parameters.</exception>
    public void Swap(INetwork network)
    {
        Check(network);
        if (UpdateCount == 0) throw new InvalidOperationException("nothing was averaged yet: Update comes before Swap");
        Exchange(_parameters[0].Span, network.Parameters);
        if (IncludeState) Exchange(_state[0].Span, network.State);
        IsSwapped = !IsSwapped;
    }

    /// <summary>Takes over what <see cref="State"/> gave; changes nothing when it fails.</summary>
    /// <param name="updateCount">At least 0; with 0 the state may be empty.</param>
    /// <param name="state">The same names, order and lengths.</param>
    /// <exception cref="ArgumentException">Names, number or lengths do not fit.</exception>
    /// <exception cref="InvalidOperationException">The average is swapped into the network.</exception>
    public void Restore(long updateCount, IReadOnlyList<OptimizerState> state)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(updateCount);
        ArgumentNullException.ThrowIfNull(state);
        ThrowIfSwapped("its state is restored");
        if (updateCount > 0 || state.Count > 0)
        {
            int parts = IncludeState ? 2 : 1;
            if (state.Count != parts) throw new ArgumentException($"a weight average {(IncludeState ? "with" : "without")} the network's state has {parts} tensors; {state.Count} were given", nameof(state));
            OptimizerState[] ofParameters = [state[0]], ofState = [.. state.Skip(1)];
            _parameters.CheckRestore(ofParameters);
            if (IncludeState) _state.CheckRestore(ofState);
            _parameters.Restore(ofParameters);
            _state.Restore(ofState);
        }

        UpdateCount = updateCount;
    }

    private void Move(Span<float> average, ReadOnlySpan<float> values, double share, ThreadTeam? team)
    {
        // The first one is a copy: what the vector held before, NaN even, must not count.
        if (share == 1) values.CopyTo(average);
        else _pass.Apply(average, values, share, team);
    }

    private static void Exchange(Span<float> a, Span<float> b)
    {
        for (int i = 0; i < a.Length; i++) (a[i], b[i]) = (b[i], a[i]);
    }

    private void Check(INetwork network)
    {
        ArgumentNullException.ThrowIfNull(network);
        _parameters.Check(network.Parameters.Length);
        if (IncludeState) _state.Check(network.State.Length);
    }

    private void ThrowIfSwapped(string action)
    {
        if (IsSwapped) throw new InvalidOperationException($"the average is swapped into the network: swap it back before {action}");
    }
}
