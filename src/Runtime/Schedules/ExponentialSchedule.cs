namespace NeuralNet.Gen;

/// <summary>Falls by the same factor at every step, PyTorch's <c>ExponentialLR</c>: rate · gammaˢᵗᵉᵖ.</summary>
public sealed class ExponentialSchedule : Schedule
{
    private readonly double _rate, _gamma;

    /// <summary>Sets the numbers.</summary>
    /// <param name="rate">Of the first step; finite and at least 0.</param>
    /// <param name="gamma">Factor between two steps; finite and at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public ExponentialSchedule(float rate, float gamma)
    {
        _rate = HyperParameter.AsWritten(HyperParameter.AtLeastZero(rate, nameof(rate)));
        _gamma = HyperParameter.AsWritten(HyperParameter.AtLeastZero(gamma, nameof(gamma)));
    }

    /// <inheritdoc/>
    protected override double Rate(long step) => _rate * HyperParameter.Power(_gamma, step);
}
