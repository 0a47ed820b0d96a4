using NeuralNet.Gen.Metrics;

namespace NeuralNet.Gen;

/// <summary>How a <see cref="Trainer{TNetwork}"/> goes through its data.</summary>
public sealed record TrainerOptions
{
    /// <summary>Samples of a step, at least 1; 64 by default. The last step of an epoch takes what is left.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>Threads that share every step, the calling one among them: 1 by default. The result has the same bits for every number.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Keys the order of the samples; the network's seed by default.</summary>
    public ulong? Seed { get; init; }

    /// <summary>Whether each epoch visits the samples in a random order of its own, <c>true</c> by default, or in ascending order.</summary>
    public bool Shuffle { get; init; } = true;

    /// <summary>Whether samples that do not fill a last batch are left out of an epoch; <c>false</c> by default.</summary>
    public bool DropLast { get; init; }

    /// <summary>Samples of a batch when evaluating; <see cref="BatchSize"/> by default.</summary>
    public int? EvaluationBatchSize { get; init; }

    /// <summary>
    /// Batches whose gradients make one step, at least 1, the default: their mean, each weighted by its samples, as if they were one batch. The last step of an epoch takes what is left.
    /// </summary>
    public int AccumulationSteps { get; init; } = 1;

    /// <summary>
    /// Steps that the trainer takes in all, over every call of <c>Fit</c> and through checkpoints, at least 1; <c>null</c>, the default, for as many as the epochs have. The epoch in which the last one falls ends there: it is validated,
    /// and counts as a whole one.
    /// </summary>
    public long? MaxSteps { get; init; }

    /// <summary>
    /// Follows the weights from step to step. Validation measures the average, and <see cref="EarlyStopping"/> keeps it; training goes on with the weights themselves, which the network holds after <c>Fit</c>:
    /// <see cref="WeightAverage.Swap"/> puts the average in. <c>null</c>, the default, for none.
    /// </summary>
    public WeightAverage? Average { get; init; }

    /// <summary>Decides what becomes of a batch whose loss is not finite or far above those before it. <c>null</c>, the default: a loss that is not finite ends the run with an exception.</summary>
    public LossGuard? LossGuard { get; init; }

    /// <summary>
    /// Measured on every training batch before its update; none by default. The predictions are a pass of their own, in prediction mode. An epoch that was interrupted is measured from where it goes on.
    /// </summary>
    public IReadOnlyList<Metric> TrainMetrics { get; init; } = [];

    /// <summary>Measured on the validation data, and by <c>Evaluate</c>; none by default. Loss and accuracy are always there.</summary>
    public IReadOnlyList<Metric> ValidationMetrics { get; init; } = [];

    /// <summary>Watch and steer the runs, called in this order; none by default.</summary>
    public IReadOnlyList<TrainerCallback> Callbacks { get; init; } = [];
}
