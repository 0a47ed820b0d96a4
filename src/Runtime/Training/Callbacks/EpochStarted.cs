namespace NeuralNet.Gen;

/// <summary>An epoch begins.</summary>
/// <param name="Epoch">1 for the first that the trainer ever took.</param>
/// <param name="Epochs">The epoch that this run ends with.</param>
/// <param name="FirstStep">0, or the steps that were taken of this epoch before an interruption.</param>
/// <param name="StepsPerEpoch">Steps of this epoch.</param>
/// <param name="GlobalStep">Steps the trainer ever took.</param>
/// <param name="Elapsed">Since the run began.</param>
public readonly record struct EpochStarted(int Epoch, int Epochs, int FirstStep, int StepsPerEpoch, long GlobalStep, TimeSpan Elapsed);
