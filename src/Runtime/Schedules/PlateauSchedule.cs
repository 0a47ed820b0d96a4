namespace NeuralNet.Gen;

/// <summary>
/// Another schedule whose rate falls by a factor when a metric has stopped to improve, PyTorch's <c>ReduceLROnPlateau</c>. The one schedule with state: <see cref="Report"/> it the metric after every
/// validation, and keep <see cref="State"/> with a checkpoint.
/// </summary>
public sealed class PlateauSchedule : Schedule
{
    private readonly Schedule _inner;
    private readonly double _factor, _threshold, _minimum;
    private readonly int _patience, _cooldown;
    private readonly bool _higherIsBetter;

    /// <summary>Sets the numbers.</summary>
    /// <param name="inner">Gives the rate while the metric improves.</param>
    /// <param name="factor">Multiplies the rate when it does not, at least 0 and below 1.</param>
    /// <param name="patience">Reports without improvement that are let pass; the next one lowers the rate. At least 0.</param>
    /// <param name="threshold">An improvement is one by more than this share of the best value; finite and at least 0.</param>
    /// <param name="cooldown">Reports after a fall that do not count, at least 0.</param>
    /// <param name="minimum">The rate goes no lower than this; finite and at least 0. Where the inner schedule is lower by itself, its own rate counts.</param>
    /// <param name="higherIsBetter">For metrics such as accuracy.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public PlateauSchedule(Schedule inner, float factor = 0.1f, int patience = 10, float threshold = 1e-4f, int cooldown = 0, float minimum = 0, bool higherIsBetter = false)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentOutOfRangeException.ThrowIfNegative(patience);
        ArgumentOutOfRangeException.ThrowIfNegative(cooldown);
        _inner = inner;
        _factor = HyperParameter.AsWritten(HyperParameter.BelowOne(factor, nameof(factor)));
        _patience = patience;
        _threshold = HyperParameter.AsWritten(HyperParameter.AtLeastZero(threshold, nameof(threshold)));
        _cooldown = cooldown;
        _minimum = HyperParameter.AsWritten(HyperParameter.AtLeastZero(minimum, nameof(minimum)));
        _higherIsBetter = higherIsBetter;
        State = new PlateauState(0, _higherIsBetter ? double.NegativeInfinity : double.PositiveInfinity, 0, 0);
    }

    /// <summary>All that a checkpoint needs besides the constructor's numbers.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative.</exception>
    public PlateauState State
    {
        get;
        set
        {
            if (value.Falls < 0 || value.BadReports < 0 || value.CooldownLeft < 0) throw new ArgumentOutOfRangeException(nameof(value), value, "the counts of a plateau's state are at least 0");
            field = value;
        }
    }

    /// <summary>Takes note of a metric. NaN is no improvement.</summary>
    /// <param name="metric">For example the validation loss.</param>
    /// <returns>Whether the rate falls.</returns>
    public bool Report(double metric)
    {
        (int falls, double best, int bad, int cooldown) = State;
        bool better = _higherIsBetter ? metric > (double.IsInfinity(best) ? best : best + (Math.Abs(best) * _threshold)) : metric < (double.IsInfinity(best) ? best : best - (Math.Abs(best) * _threshold));
        if (better)
        {
            best = metric;
            bad = 0;
        }
        else
        {
            bad++;
        }

        if (cooldown > 0)
        {
            cooldown--;
            bad = 0;
        }

        bool fall = bad > _patience;
        State = fall ? new PlateauState(falls + 1, best, 0, _cooldown) : new PlateauState(falls, best, bad, cooldown);
        return fall;
    }

    internal override Schedule WithoutState => _inner.WithoutState;

    internal override IEnumerable<PlateauSchedule> Plateaus => [this, .. _inner.Plateaus];

    /// <summary>The constructor's numbers: what two runs have in common that are one.</summary>
    internal string Settings => FormattableString.Invariant(
        $"plateau (factor {_factor}, patience {_patience}, threshold {_threshold}, cooldown {_cooldown}, minimum {_minimum}, {(_higherIsBetter ? "higher" : "lower")} is better)");

    /// <inheritdoc/>
    protected override double Rate(long step)
    {
        double rate = RateOf(_inner, step);
        return Math.Max(rate * HyperParameter.Power(_factor, State.Falls), Math.Min(rate, _minimum));
    }
}

/// <summary>Where a <see cref="PlateauSchedule"/> stands.</summary>
/// <param name="Falls">How often the rate has fallen.</param>
/// <param name="Best">The best metric so far; infinite before the first.</param>
/// <param name="BadReports">Reports since then that were no better.</param>
/// <param name="CooldownLeft">Reports that do not count yet.</param>
public readonly record struct PlateauState(int Falls, double Best, int BadReports, int CooldownLeft);
