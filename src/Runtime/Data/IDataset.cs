namespace NeuralNet.Gen;

/// <summary>Samples that can be read by number, in any order.</summary>
public interface IDataset
{
    /// <summary>Number of samples.</summary>
    int Count { get; }

    /// <summary>What a sample consists of: the network's inputs, then its targets.</summary>
    IReadOnlyList<TensorInfo> Columns { get; }

    /// <summary>Fills <paramref name="batch"/> with the samples of the given numbers, in that order, and sets its count. Allocates nothing.</summary>
    void Read(ReadOnlySpan<int> samples, Batch batch);
}
