namespace NeuralNet.Gen;

/// <summary>Every sample once, in ascending order (PyTorch's <c>SequentialSampler</c>).</summary>
public sealed class SequentialSampler : ISampler
{
    /// <summary>Visits all samples of a dataset.</summary>
    /// <param name="count">The dataset's count, at least 1.</param>
    public SequentialSampler(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        Count = count;
    }

    /// <inheritdoc/>
    public int Count { get; }

    /// <inheritdoc/>
    public void Arrange(Span<int> order, ulong seed, int epoch)
    {
        for (int i = 0; i < order.Length; i++) order[i] = i;
    }
}
