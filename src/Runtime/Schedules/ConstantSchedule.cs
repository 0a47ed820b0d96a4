namespace NeuralNet.Gen;

/// <summary>The same rate at every step; a part of longer schedules.</summary>
public sealed class ConstantSchedule : Schedule
{
    private readonly double _rate;

    /// <summary>Sets the numbers.</summary>
    /// <param name="rate">Finite and at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public ConstantSchedule(float rate)
    {
        _rate = HyperParameter.AsWritten(HyperParameter.AtLeastZero(rate, nameof(rate)));
    }

    /// <inheritdoc/>
    protected override double Rate(long step) => _rate;
}
