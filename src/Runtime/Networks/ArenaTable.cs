using System.Globalization;
using System.Text;

namespace NeuralNet.Gen;

/// <summary>The memory of a network as a table for documents.</summary>
public static class ArenaTable
{
    /// <summary>
    /// A Markdown table with a row for parameters, gradients, and the arenas of training and prediction: bytes that do not depend on the batch, bytes per sample, bytes for a batch, and the least that any plan could take for it.
    /// </summary>
    /// <param name="info">Of the network, for example <c>MnistMlp.Info</c>.</param>
    /// <param name="batchSize">Samples of a batch; not negative. A prediction works on at most <see cref="NetworkInfo.PredictionBlock"/> at a time.</param>
    /// <param name="threads">That share a batch in training; at least 1.</param>
    /// <returns>Lines that end in a line feed.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="info"/> is <c>null</c>.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="batchSize"/> is negative, or <paramref name="threads"/> not positive.</exception>
    public static string ToMemoryMarkdown(this NetworkInfo info, int batchSize, int threads = 1)
    {
        ArgumentNullException.ThrowIfNull(info);
        ArgumentOutOfRangeException.ThrowIfNegative(batchSize);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threads);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"| memory | fixed bytes | bytes per sample | bytes for {batchSize} samples | least possible |\n|---|---:|---:|---:|---:|\n");
        long parameters = 4L * info.ParameterCount;
        Row("parameters", parameters, 0, parameters, parameters);
        if (info.TrainingArena != ArenaInfo.None)
        {
            Row("gradients", parameters, 0, parameters, parameters);
            Arena("training arena", info.TrainingArena, batchSize, threads);
        }

        Arena("prediction arena", info.PredictionArena, Math.Min(batchSize, info.PredictionBlock), 1);
        return text.ToString();

        void Arena(string name, ArenaInfo arena, int samples, int sharing)
            => Row(name, arena.FixedBytes, arena.BytesPerSample + arena.WholeBytesPerSample, arena.BytesFor(samples, sharing), arena.LeastBytesFor(samples, sharing));

        void Row(string name, long once, long perSample, long bytes, long least)
            => text.Append(CultureInfo.InvariantCulture, $"| {name} | {once:N0} | {perSample:N0} | {bytes:N0} | {least:N0} |\n");
    }
}
