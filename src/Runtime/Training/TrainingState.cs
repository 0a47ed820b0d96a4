namespace NeuralNet.Gen;

/// <summary>Where a trainer is: what it counts and sums over steps, from one run to the next and through checkpoints.</summary>
/// <param name="maxSteps">Steps that are ever taken: <see cref="TrainerOptions.MaxSteps"/>.</param>
internal sealed class TrainingState(long? maxSteps = null)
{
    /// <summary>Epochs whose steps and validation are done.</summary>
    public int CompletedEpochs { get; private set; }

    /// <summary>Steps taken of the epoch after them.</summary>
    public int Step { get; private set; }

    /// <summary>Batches read of that epoch.</summary>
    public int Batch { get; private set; }

    /// <summary>Samples seen of that epoch.</summary>
    public long Samples { get; private set; }

    /// <summary>Steps ever taken.</summary>
    public long GlobalStep { get; private set; }

    /// <summary>The results of the last completed epoch.</summary>
    public IReadOnlyList<MetricValue> LastResults { get; set; } = [];

    /// <summary>Mean over <see cref="Samples"/>.</summary>
    public double MeanLoss => Samples > 0 ? _lossSum / Samples : 0;

    /// <summary>Whether all steps of the present epoch are taken and only its validation is left.</summary>
    public bool StepsAreTaken => Step > 0 && Step >= EpochSteps;

    /// <summary>Steps of the present epoch: fewer than others have where the last step of all falls into it.</summary>
    public int EpochSteps => (int)Math.Min(_steps, StepsLeft);

    // From the beginning of the present epoch.
    private long StepsLeft => maxSteps is { } most ? Math.Max(0, most - (GlobalStep - Step)) : long.MaxValue;

    /// <summary>Epochs whose steps are all taken.</summary>
    public int EpochCount => StepsAreTaken ? CompletedEpochs + 1 : CompletedEpochs;

    private double _lossSum;

    // What the numbers above count in.
    private int _steps, _batchSize, _dataSamples;
    private ulong _orderSeed;

    /// <summary>Begins an epoch from its first step.</summary>
    public void Begin(int completedEpochs)
    {
        CompletedEpochs = completedEpochs;
        Step = Batch = 0;
        Samples = 0;
        _lossSum = 0;
    }

    /// <summary>Goes on with the data of a run. In the middle of an epoch they must be those that it was begun with.</summary>
    /// <exception cref="ArgumentException">They are not.</exception>
    public void Enter(int dataSamples, int batchSize, int steps, ulong orderSeed, string parameter)
    {
        if (Step > 0)
        {
            Check("samples", (ulong)_dataSamples, (ulong)dataSamples);
            Check("samples a batch", (ulong)_batchSize, (ulong)batchSize);
            Check("steps", (ulong)_steps, (ulong)steps);
            Check("as the seed of its order", _orderSeed, orderSeed);
        }

        (_dataSamples, _batchSize, _steps, _orderSeed) = (dataSamples, batchSize, steps, orderSeed);

        void Check(string what, ulong begun, ulong now)
        {
            if (begun != now)
                throw new ArgumentException($"the trainer is in the middle of epoch {CompletedEpochs + 1}, which was begun with {begun} {what}; now it is {now}. Set EpochCount to begin the epoch anew", parameter);
        }
    }

    /// <summary>How many of some epochs are begun before the last step of all.</summary>
    public int EpochsWithin(int epochs)
    {
        if (maxSteps is null) return epochs;
        long begun = (StepsLeft + _steps - 1) / _steps;
        return (int)Math.Min(epochs, StepsAreTaken ? Math.Max(0, begun - 1) : begun);
    }

    /// <summary>Counts a step.</summary>
    /// <param name="batches">That it read.</param>
    /// <param name="samples">That they held.</param>
    /// <param name="lossSum">Over these samples.</param>
    public void Count(int batches, int samples, double lossSum)
    {
        Step++;
        Batch += batches;
        GlobalStep++;
        Samples += samples;
        _lossSum += lossSum;
    }

    public void Write(StateWriter position, StateWriter results)
    {
        position.Write("epochs_completed", CompletedEpochs);
        position.Write("step", Step);
        position.Write("batch", Batch);
        position.Write("samples", Samples);
        position.Write("loss_sum", _lossSum);
        position.Write("global_step", GlobalStep);
        position.Write("steps_per_epoch", _steps);
        position.Write("batch_size", _batchSize);
        position.Write("data_samples", _dataSamples);
        position.Write("order_seed", _orderSeed);
        foreach (MetricValue result in LastResults) results.Write(result.Name, result.Value);
    }

    /// <summary>A state from a checkpoint.</summary>
    public static TrainingState Read(StateReader position, StateReader results) => new()
    {
        CompletedEpochs = position.ReadInt32("epochs_completed", 0),
        Step = position.ReadInt32("step", 0),
        Batch = position.ReadInt32("batch", 0),
        Samples = position.ReadInt64("samples"),
        _lossSum = position.ReadDouble("loss_sum"),
        GlobalStep = position.ReadInt64("global_step"),
        _steps = position.ReadInt32("steps_per_epoch", 0),
        _batchSize = position.ReadInt32("batch_size", 0),
        _dataSamples = position.ReadInt32("data_samples", 0),
        _orderSeed = position.ReadUInt64("order_seed"),
        LastResults = [.. results.Entries.Select(e => new MetricValue(e.Key, results.ReadDouble(e.Key)))],
    };

    /// <summary>Becomes another state.</summary>
    public void Take(TrainingState other)
    {
        (CompletedEpochs, Step, Batch, Samples, GlobalStep, LastResults, _lossSum) = (other.CompletedEpochs, other.Step, other.Batch, other.Samples, other.GlobalStep, other.LastResults, other._lossSum);
        (_steps, _batchSize, _dataSamples, _orderSeed) = (other._steps, other._batchSize, other._dataSamples, other._orderSeed);
    }
}
