namespace NeuralNet.Gen;

/// <summary>Evenly from one rate to another, PyTorch's <c>LinearLR</c>: start + (end - start) · step / steps. Up it is a warm-up, down a decay.</summary>
public sealed class LinearSchedule : Schedule
{
    private readonly double _start, _end;
    private readonly long _steps;

    /// <summary>Sets the numbers.</summary>
    /// <param name="start">Of the first step; finite and at least 0.</param>
    /// <param name="end">Reached after the steps; finite and at least 0.</param>
    /// <param name="steps">At least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public LinearSchedule(float start, float end, long steps)
    {
        _start = HyperParameter.AsWritten(HyperParameter.AtLeastZero(start, nameof(start)));
        _end = HyperParameter.AsWritten(HyperParameter.AtLeastZero(end, nameof(end)));
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        _steps = steps;
    }

    /// <inheritdoc/>
    protected override double Rate(long step) => _start + ((_end - _start) * ((double)Math.Min(step, _steps) / _steps));
}
