using NeuralNet.Gen.Numerics;

namespace NeuralNet.Gen;

/// <summary>Falls along a power, PyTorch's <c>PolynomialLR</c>: end + (rate - end) · (1 - step / steps)^power.</summary>
public sealed class PolynomialSchedule : Schedule
{
    private readonly double _rate, _power, _end;
    private readonly long _steps;

    /// <summary>Sets the numbers.</summary>
    /// <param name="rate">Of the first step; finite and at least 0.</param>
    /// <param name="steps">Steps until the end is reached, at least 1.</param>
    /// <param name="power">1 falls evenly, more falls sooner; finite and at least 0.</param>
    /// <param name="end">Reached at last; finite and at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public PolynomialSchedule(float rate, long steps, float power = 1, float end = 0)
    {
        _rate = HyperParameter.AsWritten(HyperParameter.AtLeastZero(rate, nameof(rate)));
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        _steps = steps;
        _power = HyperParameter.AsWritten(HyperParameter.AtLeastZero(power, nameof(power)));
        _end = HyperParameter.AsWritten(HyperParameter.AtLeastZero(end, nameof(end)));
    }

    /// <inheritdoc/>
    protected override double Rate(long step) => _end + ((_rate - _end) * PortableMath.Pow(1 - ((double)Math.Min(step, _steps) / _steps), _power));
}
