using System.Collections.Immutable;

namespace NeuralNet.Gen;

/// <summary>A transform of one column of images, [channels, height, width] or [height, width]; the other columns stay as they are. Derive from <see cref="Transform"/> for your own.</summary>
public abstract class ImageTransform : Transform
{
    private protected ImageTransform(int column)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(column);
        Column = column;
    }

    /// <summary>The column of the images, 0 by default.</summary>
    public int Column { get; }

    /// <inheritdoc/>
    public sealed override IReadOnlyList<TensorInfo> OutputColumns(IReadOnlyList<TensorInfo> columns)
    {
        TensorInfo info = FloatColumn(columns, Column, GetType().Name);
        if (info.Shape.Length is not (2 or 3))
            throw new ArgumentException($"{GetType().Name}: column '{info.Name}' is [{string.Join(", ", info.Shape)}]; images are [channels, height, width] or [height, width]", nameof(columns));
        ImageSize size = ImageSize.Of(info), output = Output(size, info.Name);
        if (output == size) return columns;
        ImmutableArray<int> shape = info.Shape.Length == 2 ? [output.Height, output.Width] : [output.Channels, output.Height, output.Width];
        TensorInfo[] changed = [.. columns];
        changed[Column] = info with { Shape = shape };
        return changed;
    }

    /// <inheritdoc/>
    public sealed override void Apply(Batch source, Batch target, in TransformContext context)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(target);
        ImageSize from = ImageSize.Of(source.Columns[Column]), to = ImageSize.Of(target.Columns[Column]);
        for (int c = 0; c < source.Columns.Count && source != target; c++)
        {
            if (c != Column) source.CopyColumn(c, target);
        }

        ReadOnlySpan<float> images = source.Floats(Column);
        Span<float> results = target.Floats(Column);
        for (int i = 0; i < source.Count; i++)
            Apply(images.Slice(i * from.Length, from.Length), from, results.Slice(i * to.Length, to.Length), to, i, context);
    }

    /// <summary>The size of the images that come out.</summary>
    private protected abstract ImageSize Output(ImageSize size, string column);

    private protected abstract void Apply(ReadOnlySpan<float> source, ImageSize from, Span<float> target, ImageSize to, int place, in TransformContext context);

    internal static TensorInfo FloatColumn(IReadOnlyList<TensorInfo> columns, int column, string transform)
    {
        ArgumentNullException.ThrowIfNull(columns);
        if (column >= columns.Count) throw new ArgumentException($"{transform}: there is no column {column}; the samples have {columns.Count}", nameof(columns));
        TensorInfo info = columns[column];
        return info.ElementType == ElementType.Float32
            ? info
            : throw new ArgumentException($"{transform}: column {column} '{info.Name}' holds {info.ElementType}; {ElementType.Float32} is expected", nameof(columns));
    }
}
