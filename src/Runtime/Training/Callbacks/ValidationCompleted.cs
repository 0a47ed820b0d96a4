namespace NeuralNet.Gen;

/// <summary>The validation data were evaluated after an epoch.</summary>
/// <param name="Epoch">1 for the first that the trainer ever took.</param>
/// <param name="Epochs">The epoch that this run ends with.</param>
/// <param name="GlobalStep">Steps the trainer ever took.</param>
/// <param name="Report">Loss, accuracy and metrics.</param>
/// <param name="Duration">What the evaluation took.</param>
/// <param name="Elapsed">Since the run began.</param>
public readonly record struct ValidationCompleted(int Epoch, int Epochs, long GlobalStep, EvaluationReport Report, TimeSpan Duration, TimeSpan Elapsed);
