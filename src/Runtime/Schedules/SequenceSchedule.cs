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

    internal override Schedule WithoutState => new SequenceSchedule(_first.WithoutState, _steps, _next.WithoutState);

    internal override IEnumerable<PlateauSchedule> Plateaus => [.. _first.Plateaus, .. _next.Plateaus];

    protected override double Rate(long step) => step < _steps ? RateOf(_first, step) : RateOf(_next, step - _steps);
}
