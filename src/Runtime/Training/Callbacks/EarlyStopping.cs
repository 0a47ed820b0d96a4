namespace NeuralNet.Gen;

/// <summary>
/// Stops a run when a number has stopped to improve, and puts the best epoch's weights back (Keras's <c>EarlyStopping</c>; Prechelt, "Early Stopping - But When?", 1998). Its counters and the best weights are part of
/// checkpoints.
/// </summary>
/// <remarks>
/// Weights are put back only when this callback stopped the run: a run that ends with its last epoch keeps that epoch's, so that another call of <c>Fit</c> goes on with it; <see cref="RestoreBest"/> puts them back
/// at any time.
/// </remarks>
public sealed class EarlyStopping : TrainerCallback, ICheckpointed
{
    private FitContext? _context;
    private float[] _parameters = [], _state = [];
    private int _bad;
    private bool _stopped;

    /// <summary>What is followed; <see cref="Monitored.ValidationLoss"/> by default.</summary>
    public Monitored Monitor { get; init; } = Monitored.ValidationLoss;

    /// <summary>Epochs without improvement that end the run, at least 1; 3 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int Patience
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = 3;

    /// <summary>An improvement is one by more than this; finite and at least 0, 0 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not finite.</exception>
    public double MinDelta
    {
        get;
        init
        {
            if (!(value >= 0 && double.IsFinite(value))) throw new ArgumentOutOfRangeException(nameof(value), value, "MinDelta is finite and at least 0");
            field = value;
        }
    }

    /// <summary>Whether the best epoch's weights and states are put back when this callback stops the run; <c>true</c> by default. It costs memory of their size.</summary>
    public bool RestoreBestWeights { get; init; } = true;

    /// <summary>The best number so far; NaN before the first.</summary>
    public double Best { get; private set; } = double.NaN;

    /// <summary>The epoch that it is of; 0 before the first.</summary>
    public int BestEpoch { get; private set; }

    /// <inheritdoc/>
    public string StateName => "early_stopping";

    /// <inheritdoc/>
    public override void OnFitStart(FitContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        Monitor.Check(context, nameof(EarlyStopping));
        _context = context;
        if (_stopped) Stop();
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(EpochReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        if (!report.Completed || (Monitor.NeedsValidation && report.Validation is null)) return;
        double value = Monitor.Of(report);
        if (BestEpoch == 0 ? !double.IsNaN(value) : Monitor.IsBetter(value, Best, MinDelta))
        {
            (Best, BestEpoch, _bad) = (value, report.Epoch, 0);
            if (RestoreBestWeights) Keep(_context!.Network);
            return;
        }

        if (++_bad < Patience) return;
        _stopped = true;
        Stop();
    }

    private protected override void Settle()
    {
        if (_stopped && RestoreBestWeights) RestoreBest(_context!.Network);
    }

    /// <summary>Puts the best epoch's weights and states into a network.</summary>
    /// <returns>Whether there was a best epoch yet.</returns>
    /// <exception cref="ArgumentException">The network is another.</exception>
    public bool RestoreBest(INetwork network)
    {
        ArgumentNullException.ThrowIfNull(network);
        if (_parameters.Length == 0) return false;
        if (network.Parameters.Length != _parameters.Length || network.State.Length != _state.Length)
            throw new ArgumentException($"network '{network.Info.Name}' has {network.Parameters.Length:N0} parameters; the weights that are kept are {_parameters.Length:N0}", nameof(network));
        _parameters.CopyTo(network.Parameters);
        _state.CopyTo(network.State);
        return true;
    }

    /// <inheritdoc/>
    public void SaveState(StateWriter state)
    {
        ArgumentNullException.ThrowIfNull(state);
        state.Write("monitor", Monitor.Name);
        state.Write("best", Best);
        state.Write("best_epoch", BestEpoch);
        state.Write("bad_epochs", _bad);
        state.Write("stopped", _stopped);
        state.Write("has_weights", _parameters.Length > 0);
        if (_parameters.Length == 0) return;
        state.WriteParameters("best", _parameters);
        state.WriteNetworkState("best", _state);
    }

    /// <inheritdoc/>
    public void LoadState(StateReader state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (state.ReadString("monitor") is var name && name != Monitor.Name) throw state.Unexpected("monitor", $"early stopping followed '{name}'; here it follows '{Monitor.Name}'");
        double best = state.ReadDouble("best");
        int epoch = state.ReadInt32("best_epoch", 0), bad = state.ReadInt32("bad_epochs", 0);
        bool stopped = state.ReadBoolean("stopped"), weights = state.ReadBoolean("has_weights");
        float[] parameters = weights ? state.ReadParameters("best") : [], networkState = weights ? state.ReadNetworkState("best") : [];
        (Best, BestEpoch, _bad, _stopped, _parameters, _state) = (best, epoch, bad, stopped, parameters, networkState);
    }

    private void Stop() => _context!.Stop(FormattableString.Invariant($"'{Monitor.Name}' has not improved for {_bad} epochs; the best was {Best:G6} in epoch {BestEpoch}"));

    private void Keep(INetwork network)
    {
        if (_parameters.Length == 0) (_parameters, _state) = (new float[network.Parameters.Length], new float[network.State.Length]);

        // What was validated is what is kept.
        WeightAverage? average = _context!.Options.Average is { UpdateCount: > 0 } some ? some : null;
        average?.Swap(network);
        network.Parameters.CopyTo(_parameters);
        network.State.CopyTo(_state);
        average?.Swap(network);
    }
}
