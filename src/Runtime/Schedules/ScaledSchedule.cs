namespace NeuralNet.Gen;

/// <summary>A schedule times a number; see <see cref="Schedule.Scale"/>.</summary>
internal sealed class ScaledSchedule(Schedule inner, float factor) : Schedule
{
    private readonly double _factor = HyperParameter.AsWritten(HyperParameter.AtLeastZero(factor, nameof(factor)));

    internal override Schedule WithoutState => new ScaledSchedule(inner.WithoutState, factor);

    internal override IEnumerable<PlateauSchedule> Plateaus => inner.Plateaus;

    protected override double Rate(long step) => RateOf(inner, step) * _factor;
}
