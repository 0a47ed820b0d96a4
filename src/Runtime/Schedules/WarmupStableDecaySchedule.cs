namespace NeuralNet.Gen;

/// <summary>
/// Up evenly, a long level, down at last: Hu et al., "MiniCPM" (2024, arXiv:2404.06395); the end of a training can be put off without changing what was before. The warm-up is that of
/// <see cref="Schedule.WithWarmup"/>; the decay goes evenly, along half a cosine or by one minus a square root.
/// </summary>
public sealed class WarmupStableDecaySchedule : Schedule
{
    private readonly double _rate, _end;
    private readonly long _warmup, _stable, _decay;
    private readonly DecayForm _form;

    /// <summary>Sets the numbers.</summary>
    /// <param name="rate">Of the level; finite and at least 0.</param>
    /// <param name="warmup">Steps of the warm-up, at least 0.</param>
    /// <param name="stable">Steps of the level, at least 0.</param>
    /// <param name="decay">Steps of the decay, at least 1.</param>
    /// <param name="end">Reached at last; finite and at least 0.</param>
    /// <param name="form">How the decay falls.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public WarmupStableDecaySchedule(float rate, long warmup, long stable, long decay, float end = 0, DecayForm form = DecayForm.Linear)
    {
        _rate = HyperParameter.AsWritten(HyperParameter.AtLeastZero(rate, nameof(rate)));
        ArgumentOutOfRangeException.ThrowIfNegative(warmup);
        _warmup = warmup;
        ArgumentOutOfRangeException.ThrowIfNegative(stable);
        _stable = stable;
        ArgumentOutOfRangeException.ThrowIfLessThan(decay, 1);
        _decay = decay;
        _end = HyperParameter.AsWritten(HyperParameter.AtLeastZero(end, nameof(end)));
        if (!Enum.IsDefined(form)) throw new ArgumentOutOfRangeException(nameof(form), form, "there is no such form of decay");
        _form = form;
    }

    /// <inheritdoc/>
    protected override double Rate(long step)
    {
        if (step < _warmup) return _rate * ((step + 1.0) / _warmup);
        step -= _warmup;
        if (step < _stable) return _rate;
        double way = Math.Min(1, (double)(step - _stable) / _decay);
        return _form switch
        {
            DecayForm.Cosine => CosineSchedule.Between(_rate, _end, way),
            DecayForm.OneMinusSqrt => _end + ((_rate - _end) * (1 - Math.Sqrt(way))),
            _ => _rate + ((_end - _rate) * way),
        };
    }
}
