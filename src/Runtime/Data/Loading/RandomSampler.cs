using NeuralNet.Gen.Numerics;

namespace NeuralNet.Gen;

/// <summary>Every sample once, in a random order of each epoch's own (PyTorch's <c>RandomSampler</c> without replacement): <see cref="SampleOrder.Shuffle(Span{int}, ulong, ulong)"/>.</summary>
public sealed class RandomSampler : ISampler
{
    /// <summary>Visits all samples of a dataset.</summary>
    /// <param name="count">The dataset's count, at least 1.</param>
    public RandomSampler(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        Count = count;
    }

    /// <inheritdoc/>
    public int Count { get; }

    /// <inheritdoc/>
    public void Arrange(Span<int> order, ulong seed, int epoch) => SampleOrder.Shuffle(order, seed, (ulong)epoch);
}
