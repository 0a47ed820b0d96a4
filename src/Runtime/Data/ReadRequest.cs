namespace NeuralNet.Gen;

/// <summary>The checks that every dataset makes before it touches a batch; for those who write one.</summary>
public static class ReadRequest
{
    /// <summary>Checks what <see cref="IDataset.Read"/> was asked for.</summary>
    /// <param name="dataset">The dataset that is read.</param>
    /// <param name="samples">Numbers of samples.</param>
    /// <param name="batch">What is to be filled.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside the dataset.</exception>
    /// <exception cref="ArgumentException">More samples than the batch has room for, or the batch has other columns.</exception>
    public static void Check(IDataset dataset, ReadOnlySpan<int> samples, Batch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (samples.Length > batch.Capacity)
            throw new ArgumentException($"{samples.Length} samples were asked for; the batch has room for {batch.Capacity}", nameof(samples));
        CheckNumbers(samples, dataset.Count);

        IReadOnlyList<TensorInfo> own = dataset.Columns, wanted = batch.Columns;
        if (own.Count != wanted.Count)
            throw new ArgumentException($"the batch has {wanted.Count} columns; the dataset has {own.Count}", nameof(batch));
        for (int i = 0; i < own.Count; i++)
        {
            if (own[i].ElementType != wanted[i].ElementType || own[i].Length != wanted[i].Length)
            {
                throw new ArgumentException(
                    $"column {i}: the batch wants '{wanted[i].Name}', {wanted[i].ElementType} × {wanted[i].Length}; the dataset has '{own[i].Name}', {own[i].ElementType} × {own[i].Length}",
                    nameof(batch));
            }
        }
    }

    internal static void CheckNumbers(ReadOnlySpan<int> samples, int count)
    {
        for (int i = 0; i < samples.Length; i++)
        {
            if ((uint)samples[i] >= (uint)count)
                throw new ArgumentOutOfRangeException(nameof(samples), samples[i], $"sample number {samples[i]} (at place {i}) is outside the dataset: 0 to {count - 1} is expected");
        }
    }
}
