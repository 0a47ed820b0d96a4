namespace NeuralNet.Gen;

/// <summary>A batch could not be read. The message names epoch, batch and samples; <see cref="Exception.InnerException"/> is what the dataset, the sampler or a transform threw.</summary>
public sealed class DataLoaderException : Exception
{
    internal DataLoaderException(int epoch, int batch, ReadOnlySpan<int> samples, Exception inner)
        : base($"epoch {epoch}, batch {batch}{Text(samples)}: {inner.Message}", inner)
    {
        Epoch = epoch;
        Batch = batch;
    }

    /// <summary>The epoch, from 0.</summary>
    public int Epoch { get; }

    /// <summary>The batch within its epoch, from 0.</summary>
    public int Batch { get; }

    private static string Text(ReadOnlySpan<int> samples) => samples.Length switch
    {
        0 => "",
        <= 8 => $" (samples {string.Join(", ", samples.ToArray())})",
        _ => $" ({samples.Length} samples: {string.Join(", ", samples[..8].ToArray())}, …)",
    };
}
