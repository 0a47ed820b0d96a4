using System.Globalization;
using Spectre.Console;

namespace NeuralNet.Gen;

/// <summary>A network at a glance: inputs, layers, shapes, parameters and memory.</summary>
public static class NetworkSummary
{
    /// <summary>The table of a network's layers: name, declaration, output shape per sample, parameters and floating-point operations; below it totals and the memory of the arenas.</summary>
    /// <param name="info">Of the network, for example <c>MnistMlp.Info</c>.</param>
    /// <param name="batchSize">Samples of a batch, to give the training arena's bytes for it; <c>null</c> to give bytes per sample.</param>
    /// <param name="threads">That share a batch; at least 1.</param>
    /// <exception cref="ArgumentNullException"><paramref name="info"/> is <c>null</c>.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="batchSize"/> is negative, or <paramref name="threads"/> below 1.</exception>
    public static Table ToTable(NetworkInfo info, int? batchSize = null, int threads = 1)
    {
        ArgumentNullException.ThrowIfNull(info);
        if (batchSize < 0) throw new ArgumentOutOfRangeException(nameof(batchSize), batchSize, $"{nameof(batchSize)} is {batchSize}; at least 0 is expected");
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        var table = new Table { Border = TableBorder.Rounded, Title = new TableTitle(Escaped(info.Name)) };
        foreach (string column in (string[])["layer", "declared as", "output"]) table.AddColumn(column);
        table.AddColumn("parameters", c => c.RightAligned());
        table.AddColumn("FLOP", c => c.RightAligned());
        foreach (TensorInfo input in info.Inputs) table.AddRow(Escaped(input.Name), "input", Escaped(ShapeText.Of(input.Shape.AsSpan())), "", "");
        foreach (LayerInfo layer in info.Layers)
            table.AddRow(Escaped(layer.Name), Escaped(layer.Declaration), Escaped(ShapeText.Of(layer.OutputShape.AsSpan())), Count(layer.ParameterCount), Count(layer.Flops));
        table.Caption = new TableTitle(Escaped(string.Join("\n", Totals(info, batchSize, threads))));
        return table;
    }

    /// <summary>The same as lines without any markup or frame.</summary>
    internal static IEnumerable<string> ToLines(NetworkInfo info, int? batchSize, int threads)
    {
        yield return "network " + DisplayText.Clean(info.Name);
        foreach (TensorInfo input in info.Inputs) yield return $"  {DisplayText.Clean(input.Name)}: input {ShapeText.Of(input.Shape.AsSpan())}";
        foreach (LayerInfo layer in info.Layers)
            yield return $"  {DisplayText.Clean(layer.Name)}: {DisplayText.Clean(layer.Declaration)} {ShapeText.Of(layer.OutputShape.AsSpan())}" + (layer.ParameterCount == 0 ? "" : $", {Count(layer.ParameterCount)} parameters");
        foreach (string line in Totals(info, batchSize, threads)) yield return line;
    }

    private static IEnumerable<string> Totals(NetworkInfo info, int? batchSize, int threads)
    {
        yield return $"{Count(info.ParameterCount)} parameters ({DisplayText.Bytes(4L * info.ParameterCount)})";
        if (info.GradientFlops > 0) yield return $"{Count(info.ForwardFlops)} FLOP per sample forward, {Count(info.GradientFlops)} with gradients";
        if (info.TrainingArena != ArenaInfo.None) yield return "training arena " + Arena(info.TrainingArena, batchSize, threads);

        // However few are predicted, the memory is that of a whole block.
        yield return "prediction arena " + Arena(info.PredictionArena, info.PredictionBlock, 1);
    }

    private static string Arena(ArenaInfo arena, int? samples, int threads)
        => samples is { } count
            ? $"{DisplayText.Bytes(arena.BytesFor(count, threads))} for {Count(count)} samples"
            : $"{DisplayText.Bytes(arena.BytesPerSample + arena.WholeBytesPerSample)} per sample" + (arena.FixedBytes == 0 ? "" : $" and {DisplayText.Bytes(arena.FixedBytes)} once");

    /// <summary>A name that is part of markup.</summary>
    private static string Escaped(string text) => Markup.Escape(DisplayText.Clean(text));

    private static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
