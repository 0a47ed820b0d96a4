namespace NeuralNet.Gen;

/// <summary>Decides which samples an epoch visits and in which order (PyTorch's <c>Sampler</c>).</summary>
public interface ISampler
{
    /// <summary>Samples of one epoch.</summary>
    int Count { get; }

    /// <summary>
    /// Writes the numbers of one epoch's samples. They depend on the seed and the epoch alone, so that a run can be resumed and repeated. Allocates nothing; is called from
    /// one thread at a time, which need not be the caller's of the <see cref="DataLoader"/>.
    /// </summary>
    /// <param name="order">Receives <see cref="Count"/> numbers, each from 0 below the dataset's count.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="epoch">From 0.</param>
    void Arrange(Span<int> order, ulong seed, int epoch);
}
