namespace NeuralNet.Gen;

/// <summary>Falls by a factor every so many steps, PyTorch's <c>StepLR</c>: rate · gamma^⌊step / stepSize⌋.</summary>
public sealed class StepSchedule : Schedule
{
    private readonly double _rate, _gamma;
    private readonly long _stepSize;

    /// <summary>Sets the numbers.</summary>
    /// <param name="rate">Of the first step; finite and at least 0.</param>
    /// <param name="stepSize">Steps between two falls, at least 1.</param>
    /// <param name="gamma">Factor of a fall; finite and at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public StepSchedule(float rate, long stepSize, float gamma = 0.1f)
    {
        _rate = HyperParameter.AsWritten(HyperParameter.AtLeastZero(rate, nameof(rate)));
        ArgumentOutOfRangeException.ThrowIfLessThan(stepSize, 1);
        _stepSize = stepSize;
        _gamma = HyperParameter.AsWritten(HyperParameter.AtLeastZero(gamma, nameof(gamma)));
    }

    /// <inheritdoc/>
    protected override double Rate(long step) => _rate * HyperParameter.Power(_gamma, step / _stepSize);
}
