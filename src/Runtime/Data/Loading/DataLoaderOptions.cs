namespace NeuralNet.Gen;

/// <summary>How a <see cref="DataLoader"/> goes through its dataset.</summary>
public sealed record DataLoaderOptions
{
    /// <summary>Samples of a batch, at least 1; 64 by default. The last batch of an epoch takes what is left.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>Keys the order of the samples and what transforms draw; 0 by default.</summary>
    public ulong Seed { get; init; }

    /// <summary>Whether each epoch visits the samples in a random order of its own, <c>true</c> by default, or in ascending order. Without a <see cref="Sampler"/> only.</summary>
    public bool Shuffle { get; init; } = true;

    /// <summary>Decides the samples of an epoch and their order, in place of <see cref="Shuffle"/>; <c>null</c> by default.</summary>
    public ISampler? Sampler { get; init; }

    /// <summary>Whether samples that do not fill a last batch are left out of an epoch; <c>false</c> by default.</summary>
    public bool DropLast { get; init; }

    /// <summary>
    /// Batches that another thread reads ahead, from 0 (the default: everything happens on the caller's thread) to 1,024. The batches are the same, bit for bit, for every number.
    /// </summary>
    public int Prefetch { get; init; }

    /// <summary>What is done to the samples, in this order; nothing by default.</summary>
    public IReadOnlyList<Transform> Transforms { get; init; } = [];
}
