namespace NeuralNet.Gen;

/// <summary>Falls by a factor at given steps, PyTorch's <c>MultiStepLR</c>: rate · gamma^(milestones reached).</summary>
public sealed class MultiStepSchedule : Schedule
{
    private readonly double _rate, _gamma;
    private readonly long[] _milestones;

    /// <summary>Sets the numbers.</summary>
    /// <param name="rate">Of the first step; finite and at least 0.</param>
    /// <param name="milestones">Steps that are the first with a lower rate, ascending, at least 0.</param>
    /// <param name="gamma">Factor of a fall; finite and at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public MultiStepSchedule(float rate, ReadOnlySpan<long> milestones, float gamma = 0.1f)
    {
        _rate = HyperParameter.AsWritten(HyperParameter.AtLeastZero(rate, nameof(rate)));
        _gamma = HyperParameter.AsWritten(HyperParameter.AtLeastZero(gamma, nameof(gamma)));
        _milestones = milestones.ToArray();
        for (int i = 0; i < _milestones.Length; i++)
        {
            if (_milestones[i] < (i == 0 ? 0 : _milestones[i - 1]))
                throw new ArgumentOutOfRangeException(nameof(milestones), _milestones[i], $"milestone {i} is {_milestones[i]}; milestones ascend and are at least 0");
        }
    }

    /// <inheritdoc/>
    protected override double Rate(long step)
    {
        int reached = 0;
        while (reached < _milestones.Length && _milestones[reached] <= step) reached++;
        return _rate * HyperParameter.Power(_gamma, reached);
    }
}
