namespace NeuralNet.Gen;

/// <summary>
/// Up to a peak, then down far below the start, PyTorch's <c>OneCycleLR</c> in two phases: Smith and Topin, "Super-Convergence" (2018, arXiv:1708.07120). From peak / startDivisor along half a cosine (or
/// evenly) to the peak, and down to peak / startDivisor / endDivisor at the last step.
/// </summary>
public sealed class OneCycleSchedule : Schedule
{
    private readonly double _peak, _start, _end, _top;
    private readonly long _steps;
    private readonly bool _linear;

    /// <summary>Sets the numbers.</summary>
    /// <param name="peak">The highest rate; finite and at least 0.</param>
    /// <param name="steps">Of the whole cycle, at least 1.</param>
    /// <param name="risingShare">Share of the steps that go up, 0 to 1.</param>
    /// <param name="startDivisor">How many times the first rate fits into the peak; finite and above 0.</param>
    /// <param name="endDivisor">How many times the last rate fits into the first; finite and above 0.</param>
    /// <param name="linear">Straight lines instead of cosines.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public OneCycleSchedule(float peak, long steps, float risingShare = 0.3f, float startDivisor = 25, float endDivisor = 1e4f, bool linear = false)
    {
        _peak = HyperParameter.AsWritten(HyperParameter.AtLeastZero(peak, nameof(peak)));
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        _steps = steps;
        if (!(risingShare is >= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(risingShare), risingShare, "the share of the steps that go up is from 0 to 1");
        _start = _peak / HyperParameter.AsWritten(HyperParameter.AboveZero(startDivisor, nameof(startDivisor)));
        _end = _start / HyperParameter.AsWritten(HyperParameter.AboveZero(endDivisor, nameof(endDivisor)));
        _top = (HyperParameter.AsWritten(risingShare) * steps) - 1;
        _linear = linear;
    }

    /// <inheritdoc/>
    protected override double Rate(long step)
    {
        // The peak lies between two steps in general, as PyTorch's does.
        double last = _steps - 1, at = Math.Min(step, last);
        if (at <= _top) return Between(_start, _peak, _top == 0 ? 1 : at / _top);
        return Between(_peak, _end, last == _top ? 1 : (at - _top) / (last - _top));
    }

    private double Between(double from, double to, double way) => _linear ? from + ((to - from) * way) : CosineSchedule.Between(from, to, way);
}
