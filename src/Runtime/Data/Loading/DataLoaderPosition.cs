namespace NeuralNet.Gen;

/// <summary>
/// Where a <see cref="DataLoader"/> stands, to be saved with a checkpoint: plain numbers that any serialiser writes. The last three say what the first two count in;
/// <see cref="DataLoader.Start(DataLoaderPosition)"/> refuses a position of another loader.
/// </summary>
/// <param name="Epoch">The epoch, from 0.</param>
/// <param name="Batch">Batches of the epoch that were handed out: the number of the next one, from 0.</param>
/// <param name="BatchSize">The loader's batch size.</param>
/// <param name="Samples">Samples of the loader's epochs.</param>
/// <param name="Seed">The loader's seed.</param>
public readonly record struct DataLoaderPosition(int Epoch, int Batch, int BatchSize, int Samples, ulong Seed);
