using System.Runtime.Intrinsics;

namespace NeuralNet.Gen;

/// <summary>(x − mean) / deviation for each channel, the first dimension of a column (torchvision's <c>Normalize</c>).</summary>
public sealed class Normalize : Transform
{
    private readonly float[] _means, _deviations;
    private readonly int _column;

    /// <summary>Normalises channel by channel.</summary>
    /// <param name="means">One finite number for each channel, or one for all.</param>
    /// <param name="deviations">As many, finite and above 0.</param>
    /// <param name="column">The column that is normalised.</param>
    /// <exception cref="ArgumentException">The numbers of means and deviations differ, or one is outside its range.</exception>
    public Normalize(ReadOnlySpan<float> means, ReadOnlySpan<float> deviations, int column = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(column);
        if (means.Length == 0 || means.Length != deviations.Length)
            throw new ArgumentException($"{means.Length} means and {deviations.Length} deviations; as many of both and at least one are expected", nameof(deviations));
        for (int i = 0; i < means.Length; i++)
        {
            if (!float.IsFinite(means[i])) throw new ArgumentException($"mean {i} is {means[i]}; a finite number is expected", nameof(means));
            if (!(deviations[i] > 0 && float.IsFinite(deviations[i]))) throw new ArgumentException($"deviation {i} is {deviations[i]}; a finite number above 0 is expected", nameof(deviations));
        }

        (_means, _deviations, _column) = (means.ToArray(), deviations.ToArray(), column);
    }

    /// <inheritdoc/>
    public override bool InPlace => true;

    /// <inheritdoc/>
    public override IReadOnlyList<TensorInfo> OutputColumns(IReadOnlyList<TensorInfo> columns)
    {
        TensorInfo info = ImageTransform.FloatColumn(columns, _column, nameof(Normalize));
        int channels = info.Shape.Length == 0 ? 1 : info.Shape[0];
        if (_means.Length != 1 && _means.Length != channels)
            throw new ArgumentException($"{nameof(Normalize)}: column '{info.Name}' has {channels} channels; {_means.Length} means were given", nameof(columns));
        return columns;
    }

    /// <inheritdoc/>
    public override void Apply(Batch source, Batch target, in TransformContext context)
    {
        ArgumentNullException.ThrowIfNull(target);
        Span<float> values = target.Floats(_column);
        int stretch = target.Columns[_column].Length / _means.Length;
        if (_means.Length == 1)
        {
            Scale(values, _means[0], _deviations[0]);
            return;
        }

        for (int from = 0, c = 0; from < values.Length; from += stretch, c = c + 1 == _means.Length ? 0 : c + 1)
            Scale(values.Slice(from, stretch), _means[c], _deviations[c]);
    }

    // Both operations are rounded exactly, so vectors and single numbers give the same bits.
    private static void Scale(Span<float> values, float mean, float deviation)
    {
        int i = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            for (; i <= values.Length - 8; i += 8) ((Vector256.Create<float>(values.Slice(i, 8)) - Vector256.Create(mean)) / Vector256.Create(deviation)).CopyTo(values.Slice(i, 8));
        }

        for (; i < values.Length; i++) values[i] = (values[i] - mean) / deviation;
    }
}
