namespace NeuralNet.Gen;

/// <summary>
/// The schedule of the first transformer: Vaswani et al., "Attention Is All You Need" (2017, arXiv:1706.03762), section 5.3: factor · width^-½ · min(s^-½, s · warmup^-3/2) with s = step + 1. It rises
/// evenly for the warm-up and falls as one over the square root after it.
/// </summary>
public sealed class NoamSchedule : Schedule
{
    private readonly int _width;
    private readonly long _warmup;
    private readonly double _factor;

    /// <summary>Sets the numbers.</summary>
    /// <param name="width">Of the model (d_model), at least 1.</param>
    /// <param name="warmup">Steps of the warm-up, at least 1.</param>
    /// <param name="factor">Multiplies every rate; finite and at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public NoamSchedule(int width, long warmup = 4000, float factor = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        _width = width;
        ArgumentOutOfRangeException.ThrowIfLessThan(warmup, 1);
        _warmup = warmup;
        _factor = HyperParameter.AsWritten(HyperParameter.AtLeastZero(factor, nameof(factor)));
    }

    /// <inheritdoc/>
    protected override double Rate(long step)
    {
        double s = step + 1.0;
        return _factor / Math.Sqrt(_width) * Math.Min(1 / Math.Sqrt(s), s / (_warmup * Math.Sqrt(_warmup)));
    }
}
