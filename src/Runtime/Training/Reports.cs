namespace NeuralNet.Gen;

/// <summary>How a network does on a dataset.</summary>
/// <param name="Loss">Mean over all samples.</param>
/// <param name="Accuracy">
/// Share of right answers, 0 to 1. For class probabilities the most probable class (the first of equals) is compared with the label, for
/// independent probabilities p ≥ 0.5 with target ≥ 0.5; <c>null</c> where a network predicts plain values or its target is of another kind.
/// </param>
/// <param name="Samples">Samples evaluated.</param>
public readonly record struct EvaluationReport(double Loss, double? Accuracy, int Samples)
{
    /// <summary>The metrics that were asked for; empty without any.</summary>
    public MetricValues Metrics { get; init; }
}

/// <summary>Where a training run is; reported after every step and once more when an epoch has been validated.</summary>
/// <param name="Epoch">1 for the first.</param>
/// <param name="Epochs">The epoch that this run ends with.</param>
/// <param name="Step">Steps taken in this epoch.</param>
/// <param name="StepsPerEpoch">Steps of this epoch.</param>
/// <param name="Samples">Samples seen in this epoch.</param>
/// <param name="Loss">Of the last batch, before its update.</param>
/// <param name="MeanLoss">Over the samples seen in this epoch.</param>
/// <param name="Validation">In the report after an epoch's validation; otherwise <c>null</c>.</param>
/// <param name="Elapsed">Since the run began.</param>
public readonly record struct TrainingProgress(
    int Epoch, int Epochs, int Step, int StepsPerEpoch, long Samples, float Loss, double MeanLoss, EvaluationReport? Validation, TimeSpan Elapsed);

/// <summary>One epoch of a training run.</summary>
/// <param name="Epoch">1 for the first that the trainer ever took.</param>
/// <param name="TrainLoss">Mean over the samples, each before its batch's update.</param>
/// <param name="Validation">On the validation data after the epoch; <c>null</c> without such data or when cancelled before its end.</param>
/// <param name="Steps">Updates taken.</param>
/// <param name="Samples">Samples trained on.</param>
/// <param name="Elapsed">Training and validation.</param>
/// <param name="SamplesPerSecond">While training, validation not counted.</param>
/// <param name="Completed"><c>false</c> for an epoch that was cancelled on the way.</param>
public sealed record EpochReport(
    int Epoch, double TrainLoss, EvaluationReport? Validation, int Steps, long Samples, TimeSpan Elapsed, double SamplesPerSecond, bool Completed)
{
    /// <summary>Of the epoch's last step.</summary>
    public float LearningRate { get; init; }

    /// <summary>Metrics of the training data that were asked for, each batch measured before its update; empty without any. Of an epoch that was interrupted: of the batches since it goes on.</summary>
    public MetricValues Metrics { get; init; }
}

/// <summary>What a training run did.</summary>
/// <param name="Epochs">In order; when cancelled, the last may be incomplete.</param>
/// <param name="Cancelled">Whether the run was cancelled before its end.</param>
/// <param name="Steps">Updates taken.</param>
/// <param name="Elapsed">From call to return.</param>
/// <param name="SamplesPerSecond">While training, validation not counted.</param>
public sealed record TrainingReport(IReadOnlyList<EpochReport> Epochs, bool Cancelled, long Steps, TimeSpan Elapsed, double SamplesPerSecond)
{
    /// <summary>Why a callback stopped the run before its end; <c>null</c> when none did.</summary>
    public string? StopReason { get; init; }
}
