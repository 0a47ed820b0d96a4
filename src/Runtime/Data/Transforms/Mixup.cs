using NeuralNet.Gen.Numerics;

namespace NeuralNet.Gen;

/// <summary>
/// λ·sample + (1 − λ)·partner, inputs and targets alike, λ drawn from Beta(α, α) for each sample (Zhang et al., 2018; torchvision's <c>MixUp</c>, which draws one λ for a
/// batch and takes its neighbours for partners; here both belong to the sample, so that it does not depend on its batch).
/// </summary>
/// <remarks>
/// A label becomes a probability for each class, Float32 [classes]: a loss over probabilities fits, <c>KullbackLeibler</c> of <c>LogSoftmax</c> (whose gradient is that of the
/// cross-entropy) or <c>BinaryCrossEntropy</c>.
/// </remarks>
public sealed class Mixup : Transform
{
    private readonly float _alpha;

    /// <summary>Mixes every sample with another.</summary>
    /// <param name="alpha">α, finite and above 0: small values leave most samples nearly as they are, 1 makes every λ equally likely. 0.1 to 0.4 is usual for pictures.</param>
    public Mixup(float alpha = 1)
    {
        if (!(alpha > 0 && float.IsFinite(alpha))) throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "alpha is finite and above 0");
        _alpha = alpha;
    }

    /// <inheritdoc/>
    public override bool DrawsPartners => true;

    /// <inheritdoc/>
    public override IReadOnlyList<TensorInfo> OutputColumns(IReadOnlyList<TensorInfo> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        TensorInfo[] mixed = [.. columns];
        for (int c = 0; c < mixed.Length; c++)
        {
            if (mixed[c].ElementType == ElementType.Float32) continue;
            if (mixed[c].ClassCount < 1 || mixed[c].Length != 1)
                throw new ArgumentException($"{nameof(Mixup)}: column '{mixed[c].Name}' holds integers that are no single label; they cannot be mixed", nameof(columns));
            mixed[c] = new TensorInfo(mixed[c].Name, ElementType.Float32, [mixed[c].ClassCount]);
        }

        return mixed;
    }

    /// <inheritdoc/>
    public override void Apply(Batch source, Batch target, in TransformContext context)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(target);
        Batch partners = context.Partners ?? throw new ArgumentException("mixing takes partners", nameof(context));
        for (int i = 0; i < source.Count; i++)
        {
            float share = Share(context, i), rest = 1 - share;
            for (int c = 0; c < source.Columns.Count; c++)
            {
                int length = target.Columns[c].Length;
                Span<float> mixed = target.Floats(c).Slice(i * length, length);
                if (source.Columns[c].ElementType == ElementType.Float32)
                {
                    ReadOnlySpan<float> a = source.Floats(c).Slice(i * length, length), b = partners.Floats(c).Slice(i * length, length);
                    for (int k = 0; k < mixed.Length; k++) mixed[k] = (share * a[k]) + (rest * b[k]);
                }
                else
                {
                    mixed.Clear();
                    mixed[Label(source, c, i)] += share;
                    mixed[Label(partners, c, i)] += rest;
                }
            }
        }
    }

    private static int Label(Batch batch, int column, int place)
    {
        int label = batch.Integers(column)[place];
        TensorInfo info = batch.Columns[column];
        return (uint)label < (uint)info.ClassCount
            ? label
            : throw new ArgumentException($"{nameof(Mixup)}: column '{info.Name}' holds the label {label}; 0 to {info.ClassCount - 1} is expected");
    }

    private float Share(in TransformContext context, int place)
    {
        if (_alpha == 1) return context.Uniform(place, 0);
        return _alpha < 1 ? Johnk(context, place) : GammaRatio(context, place);
    }

    // Jöhnk (1964), in logarithms so that small alphas do not underflow. Fast for alpha up to 1: at least every second try is taken.
    private float Johnk(in TransformContext context, int place)
    {
        for (long element = 0; ; element += 2)
        {
            float x = Log(1 - context.Uniform(place, element)) / _alpha, y = Log(1 - context.Uniform(place, element + 1)) / _alpha;
            if (Exp(x) + Exp(y) > 1) continue;
            float most = Math.Max(x, y), a = Exp(x - most), b = Exp(y - most);
            return a / (a + b);
        }
    }

    // x / (x + y) of two gamma variables of shape alpha, for alpha above 1.
    private float GammaRatio(in TransformContext context, int place)
    {
        long element = 0;
        float x = Gamma(context, place, ref element), y = Gamma(context, place, ref element);
        return x / (x + y);
    }

    // Marsaglia and Tsang (2000). A try takes one group of 64 elements for its normal number and the next for its uniform one.
    private float Gamma(in TransformContext context, int place, ref long element)
    {
        float d = _alpha - (1 / 3f), c = 1 / MathF.Sqrt(9 * d);
        Span<float> normal = stackalloc float[1];
        while (true)
        {
            context.FillNormal(normal, 1, place, element);
            float uniform = 1 - context.Uniform(place, element + 64), x = normal[0], v = 1 + (c * x);
            element += 128;
            if (v <= 0) continue;
            v = v * v * v;
            if (Log(uniform) < (0.5f * x * x) + d - (d * v) + (d * Log(v))) return d * v;
        }
    }

    private static float Log(float x) => VectorMath.Log<float, ScalarLanes>(x);

    private static float Exp(float x) => VectorMath.Exp<float, ScalarLanes>(x);
}
