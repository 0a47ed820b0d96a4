using NeuralNet.Gen.Numerics;

namespace NeuralNet.Gen;

/// <summary>
/// Half a cosine down, PyTorch's <c>CosineAnnealingLR</c>: end + ½ · (rate - end) · (1 + cos(π · step / steps)). Loshchilov and Hutter, "SGDR" (ICLR 2017, arXiv:1608.03983). It stays at its end,
/// where PyTorch's rises again.
/// </summary>
public sealed class CosineSchedule : Schedule
{
    private readonly double _rate, _end;
    private readonly long _steps;

    /// <summary>Sets the numbers.</summary>
    /// <param name="rate">Of the first step; finite and at least 0.</param>
    /// <param name="steps">Steps until the end is reached, at least 1.</param>
    /// <param name="end">Reached at last; finite and at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public CosineSchedule(float rate, long steps, float end = 0)
    {
        _rate = HyperParameter.AsWritten(HyperParameter.AtLeastZero(rate, nameof(rate)));
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        _steps = steps;
        _end = HyperParameter.AsWritten(HyperParameter.AtLeastZero(end, nameof(end)));
    }

    /// <inheritdoc/>
    protected override double Rate(long step) => Between(_rate, _end, (double)Math.Min(step, _steps) / _steps);

    /// <summary>Half a cosine from one value to another; <paramref name="way"/> goes from 0 to 1.</summary>
    internal static double Between(double from, double to, double way) => to + (0.5 * (from - to) * (1 + PortableMath.CosPi(way)));
}
