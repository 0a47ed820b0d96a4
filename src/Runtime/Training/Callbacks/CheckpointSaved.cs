namespace NeuralNet.Gen;

/// <summary>A checkpoint was written and is complete on the disk.</summary>
/// <param name="Path">The readable file, <c>NAME.json</c>; it names the file of tensors beside it.</param>
/// <param name="Epoch">Epochs completed.</param>
/// <param name="GlobalStep">Steps the trainer ever took.</param>
/// <param name="Bytes">Of both files.</param>
/// <param name="Duration">What the writing took.</param>
public sealed record CheckpointSaved(string Path, int Epoch, long GlobalStep, long Bytes, TimeSpan Duration);
