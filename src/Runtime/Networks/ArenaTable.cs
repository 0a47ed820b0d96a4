using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace NeuralNet.Gen;

/// <summary>The memory of a network as a table for documents.</summary>
public static class ArenaTable
{
    /// <summary>
    /// A Markdown table with a row for parameters, gradients, and the arenas of training, loss and prediction: bytes that do not depend on the batch, bytes per sample, bytes for a batch, and the least that any plan could take for it.
    /// </summary>
    /// <param name="info">Of the network, for example <c>MnistMlp.Info</c>.</param>
    /// <param name="batchSize">Samples of a batch; not negative. A prediction takes the memory of a block of <see cref="NetworkInfo.PredictionBlock"/> samples, however few there are.</param>
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

        if (info.LossArena != ArenaInfo.None) Arena("loss arena", info.LossArena, batchSize, threads);
        Arena($"prediction arena, block of {info.PredictionBlock}", info.PredictionArena, info.PredictionBlock, 1);
        return text.ToString();

        void Arena(string name, ArenaInfo arena, int samples, int sharing)
            => Row(name, arena.FixedBytes, arena.BytesPerSample + arena.WholeBytesPerSample, arena.BytesFor(samples, sharing), arena.LeastBytesFor(samples, sharing));

        void Row(string name, long once, long perSample, long bytes, long least)
            => text.Append(CultureInfo.InvariantCulture, $"| {name} | {once:N0} | {perSample:N0} | {bytes:N0} | {least:N0} |\n");
    }

    /// <summary>
    /// The plan of the arenas, a Markdown table for each program with a row for each buffer by first use: its first byte, its bytes, what of them does not depend on the batch and what there is for each sample, and the phases and kernel
    /// calls from its first write to its last read. Rows with the same first byte and lives that do not meet use the same memory.
    /// </summary>
    /// <param name="info">Of the network, for example <c>MnistMlp.Info</c>.</param>
    /// <param name="batchSize">Samples of a batch in training and for the loss; not negative. A prediction is shown for a block of <see cref="NetworkInfo.PredictionBlock"/> samples, whose memory it always takes.</param>
    /// <param name="threads">That share a batch in training; at least 1.</param>
    /// <returns>Lines that end in a line feed; empty for <see cref="BufferPlan.None"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="info"/> is <c>null</c>.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="batchSize"/> is negative, or <paramref name="threads"/> not positive.</exception>
    public static string ToMemoryPlanMarkdown(this NetworkInfo info, int batchSize, int threads = 1)
    {
        ArgumentNullException.ThrowIfNull(info);
        ArgumentOutOfRangeException.ThrowIfNegative(batchSize);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threads);
        var text = new StringBuilder();
        Program("training", info.TrainingArena, info.Memory.Training, batchSize, threads);
        Program("loss", info.LossArena, info.Memory.Loss, batchSize, threads);
        Program("prediction", info.PredictionArena, info.Memory.Prediction, info.PredictionBlock, 1);
        return text.ToString();

        void Program(string name, ArenaInfo arena, ImmutableArray<BufferInfo> buffers, int samples, int sharing)
        {
            if (buffers.IsEmpty) return;
            if (text.Length > 0) text.Append('\n');
            text.Append(CultureInfo.InvariantCulture, $"{name} arena: {arena.BytesFor(samples, sharing):N0} bytes for {samples} samples\n\n| buffer | first byte | bytes | fixed bytes | bytes per sample | phases | kernel calls |\n|---|---:|---:|---:|---:|---:|---:|\n");
            foreach (BufferInfo buffer in buffers)
            {
                (long offset, long bytes) = arena.PlaceOf(buffer, samples, sharing);
                text.Append(CultureInfo.InvariantCulture, $"| {buffer.Name} | {offset:N0} | {bytes:N0} | {buffer.FixedBytes:N0} | {buffer.BytesPerSample:N0} | {Span(buffer.FirstPhase, buffer.LastPhase)} | {Span(buffer.FirstCall, buffer.LastCall)} |\n");
            }
        }
    }

    /// <summary>For example <c>3-5</c>, or <c>3</c>.</summary>
    private static string Span(int first, int last) => first == last ? first.ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{first}-{last}");
}
