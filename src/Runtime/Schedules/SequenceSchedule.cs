namespace NeuralNet.Gen;

/// <summary>One schedule, then another; see <see cref="Schedule.Then"/>.</summary>
internal sealed class SequenceSchedule : Schedule
{
    private readonly Schedule _first, _next;
    private readonly long _steps;

    public SequenceSchedule(Schedule first, long steps, Schedule next)
    {
        ArgumentNullException.ThrowIfNull(next);
        ArgumentOutOfRangeException.ThrowIfNegative(steps);
        _first = first;
        _steps = steps;
        _next = next;
    }

    protected override double Rate(long step) => step < _steps ? RateOf(_first, step) : RateOf(_next, step - _steps);
}
