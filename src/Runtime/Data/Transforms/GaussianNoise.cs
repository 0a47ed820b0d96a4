namespace NeuralNet.Gen;

/// <summary>Adds normally distributed noise to every number of a column (torchvision's <c>GaussianNoise</c>).</summary>
public sealed class GaussianNoise : Transform
{
    private readonly float _mean, _sigma;
    private readonly bool _clip;
    private readonly int _column;

    /// <summary>x + mean + sigma·n, n of the standard normal distribution.</summary>
    /// <param name="mean">Finite.</param>
    /// <param name="sigma">The standard deviation, finite and at least 0.</param>
    /// <param name="clip">Whether the sum is held within 0 and 1.</param>
    /// <param name="column">The column that is changed.</param>
    public GaussianNoise(float mean = 0, float sigma = 0.1f, bool clip = true, int column = 0)
    {
        if (!float.IsFinite(mean)) throw new ArgumentOutOfRangeException(nameof(mean), mean, "the mean is finite");
        if (!(sigma >= 0 && float.IsFinite(sigma))) throw new ArgumentOutOfRangeException(nameof(sigma), sigma, "the deviation is finite and at least 0");
        ArgumentOutOfRangeException.ThrowIfNegative(column);
        (_mean, _sigma, _clip, _column) = (mean, sigma, clip, column);
    }

    /// <inheritdoc/>
    public override bool InPlace => true;

    /// <inheritdoc/>
    public override IReadOnlyList<TensorInfo> OutputColumns(IReadOnlyList<TensorInfo> columns)
    {
        ImageTransform.FloatColumn(columns, _column, nameof(GaussianNoise));
        return columns;
    }

    /// <inheritdoc/>
    public override void Apply(Batch source, Batch target, in TransformContext context)
    {
        ArgumentNullException.ThrowIfNull(target);
        Span<float> values = target.Floats(_column), noise = stackalloc float[512];
        int length = target.Columns[_column].Length;
        for (int i = 0; i < target.Count; i++)
        {
            Span<float> sample = values.Slice(i * length, length);
            for (int from = 0; from < length; from += noise.Length)
            {
                Span<float> part = noise[..Math.Min(noise.Length, length - from)];
                context.FillNormal(part, _sigma, i, from);
                for (int k = 0; k < part.Length; k++)
                {
                    float x = sample[from + k] + (_mean + part[k]);
                    sample[from + k] = _clip ? Math.Clamp(x, 0f, 1f) : x;
                }
            }
        }
    }
}
