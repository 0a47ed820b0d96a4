namespace NeuralNet.Gen;

/// <summary>
/// Half a cosine down again and again, PyTorch's <c>CosineAnnealingWarmRestarts</c>: Loshchilov and Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts" (ICLR 2017, arXiv:1608.03983).
/// </summary>
public sealed class CosineRestartsSchedule : Schedule
{
    private readonly double _rate, _end;
    private readonly long _period;
    private readonly int _multiplier;

    /// <summary>Sets the numbers.</summary>
    /// <param name="rate">Of the first step of every period; finite and at least 0.</param>
    /// <param name="period">Steps of the first period, at least 1.</param>
    /// <param name="multiplier">How many times as long as the one before a period is, at least 1.</param>
    /// <param name="end">Where a period leads; finite and at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public CosineRestartsSchedule(float rate, long period, int multiplier = 1, float end = 0)
    {
        _rate = HyperParameter.AsWritten(HyperParameter.AtLeastZero(rate, nameof(rate)));
        ArgumentOutOfRangeException.ThrowIfLessThan(period, 1);
        _period = period;
        ArgumentOutOfRangeException.ThrowIfLessThan(multiplier, 1);
        _multiplier = multiplier;
        _end = HyperParameter.AsWritten(HyperParameter.AtLeastZero(end, nameof(end)));
    }

    /// <inheritdoc/>
    protected override double Rate(long step)
    {
        long length = _period;
        if (_multiplier == 1)
        {
            step %= length;
        }
        else
        {
            while (step >= length)
            {
                step -= length;
                length = length > long.MaxValue / _multiplier ? long.MaxValue : length * _multiplier;
            }
        }

        return CosineSchedule.Between(_rate, _end, (double)step / length);
    }
}
