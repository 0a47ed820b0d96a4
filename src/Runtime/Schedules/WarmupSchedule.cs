namespace NeuralNet.Gen;

/// <summary>A schedule after a linear warm-up; see <see cref="Schedule.WithWarmup"/>.</summary>
internal sealed class WarmupSchedule : Schedule
{
    private readonly Schedule _inner;
    private readonly long _steps;

    public WarmupSchedule(Schedule inner, long steps)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(steps);
        _inner = inner;
        _steps = steps;
    }

    internal override Schedule WithoutState => new WarmupSchedule(_inner.WithoutState, _steps);

    internal override IEnumerable<PlateauSchedule> Plateaus => _inner.Plateaus;

    protected override double Rate(long step) => step < _steps ? RateOf(_inner, 0) * ((step + 1.0) / _steps) : RateOf(_inner, step - _steps);
}
