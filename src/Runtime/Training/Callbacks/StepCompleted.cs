namespace NeuralNet.Gen;

/// <summary>The optimiser has taken a step, or has passed over one.</summary>
/// <param name="Epoch">1 for the first that the trainer ever took.</param>
/// <param name="Epochs">The epoch that this run ends with.</param>
/// <param name="Step">Steps taken in this epoch, this one among them.</param>
/// <param name="StepsPerEpoch">Steps of this epoch.</param>
/// <param name="GlobalStep">Steps the trainer ever took, this one among them.</param>
/// <param name="StepSamples">Samples of this step.</param>
/// <param name="Samples">Samples seen in this epoch.</param>
/// <param name="Loss">Mean over this step's samples, before its update.</param>
/// <param name="MeanLoss">Mean over the samples seen in this epoch.</param>
/// <param name="LearningRate">That the step was taken with.</param>
/// <param name="GradientNorm">The Euclidean norm of all gradients before clipping; <c>null</c> where nothing needed it.</param>
/// <param name="Skipped">Whether the update was left out, parameters and optimiser staying as they were.</param>
/// <param name="SamplesPerSecond">Mean over this epoch, since the run entered it.</param>
/// <param name="Elapsed">Since the run began.</param>
/// <param name="Metrics">Of the training data so far in this epoch; each is computed when it is read. Empty unless metrics were asked for.</param>
public readonly record struct StepCompleted(
    int Epoch, int Epochs, int Step, int StepsPerEpoch, long GlobalStep, int StepSamples, long Samples, float Loss, double MeanLoss, float LearningRate, float? GradientNorm, bool Skipped,
    double SamplesPerSecond, TimeSpan Elapsed, MetricValues Metrics);
