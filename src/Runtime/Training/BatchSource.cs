using System.Diagnostics.CodeAnalysis;

namespace NeuralNet.Gen;

/// <summary>What a training loop asks of its data: the batches of an epoch, from any of them on.</summary>
internal abstract class BatchSource : IDisposable
{
    /// <summary>Samples of the data set.</summary>
    public abstract int Count { get; }

    /// <summary>Batches of an epoch.</summary>
    public abstract int BatchesPerEpoch { get; }

    /// <summary>Begins an epoch.</summary>
    /// <param name="epoch">0 for the first: keys the order.</param>
    /// <param name="firstBatch">The batch that comes first; those before it are passed over without reading them.</param>
    public abstract void Start(int epoch, int firstBatch);

    /// <summary>The next batch, valid until the next call.</summary>
    /// <returns><c>false</c> after the last one.</returns>
    public abstract bool Next([NotNullWhen(true)] out Batch? batch);

    /// <summary>The number in the data set of a sample of the present batch; negative where it is not known.</summary>
    public abstract int SampleNumber(int index);

    public virtual void Dispose()
    {
    }
}
