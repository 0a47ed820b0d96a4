namespace NeuralNet.Gen;

/// <summary>What the readable file of a checkpoint says of it.</summary>
/// <param name="Path">The readable file.</param>
/// <param name="Network">Name of the network's class.</param>
/// <param name="Optimizer">Name of the optimiser's class.</param>
/// <param name="EpochCount">Epochs completed.</param>
/// <param name="Step">Steps taken of the epoch after them.</param>
/// <param name="GlobalStep">Steps the trainer ever took.</param>
/// <param name="SavedAt">When it was written, by the machine's clock.</param>
/// <param name="Metrics">Of the last completed epoch, by the names that <see cref="Monitored"/> uses: <c>loss</c>, <c>val_loss</c>, <c>val_accuracy</c>, …; empty before the first.</param>
public sealed record CheckpointInfo(string Path, string Network, string Optimizer, int EpochCount, int Step, long GlobalStep, DateTimeOffset SavedAt, MetricValues Metrics);
