namespace NeuralNet.Gen;

/// <summary>What to do about a loss that is not as it should be.</summary>
public enum LossPolicy
{
    /// <summary>Go on as if nothing had happened; not for a loss that is not finite.</summary>
    Accept,

    /// <summary>Leave this batch out: no update.</summary>
    Skip,

    /// <summary>End the training.</summary>
    Stop,
}

/// <summary>
/// Looks at the loss of every step before the update: a loss that is NaN or infinite, or far above those before it, need not spoil the weights. A spike is a loss above the median of the recent accepted
/// losses by more than (factor - 1) times its magnitude: for positive losses, above factor × median. Depends on the losses alone; allocates nothing.
/// </summary>
public sealed class LossGuard
{
    private readonly float[] _recent, _sorted;
    private int _next, _count;

    /// <summary>Sets the rules.</summary>
    /// <param name="nonFinite">For a loss that is NaN or infinite: skip or stop.</param>
    /// <param name="spike">For a spike.</param>
    /// <param name="spikeFactor">How many times the median a spike is, above 1; <c>null</c> to look for none.</param>
    /// <param name="window">Accepted losses that make the median, at least 1; before there are so many nothing is a spike.</param>
    /// <param name="maximumSkips">So many skips in a row are let pass; the next one stops. At least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public LossGuard(LossPolicy nonFinite = LossPolicy.Stop, LossPolicy spike = LossPolicy.Skip, float? spikeFactor = null, int window = 64, int maximumSkips = 10)
    {
        if (nonFinite is not (LossPolicy.Skip or LossPolicy.Stop)) throw new ArgumentOutOfRangeException(nameof(nonFinite), nonFinite, "a loss that is not finite is skipped or stops the training");
        if (!Enum.IsDefined(spike)) throw new ArgumentOutOfRangeException(nameof(spike), spike, "there is no such policy");
        if (spikeFactor is { } factor && !(factor > 1 && float.IsFinite(factor))) throw new ArgumentOutOfRangeException(nameof(spikeFactor), factor, "a spike's factor is finite and above 1");
        ArgumentOutOfRangeException.ThrowIfLessThan(window, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(maximumSkips);
        NonFinite = nonFinite;
        Spike = spike;
        SpikeFactor = spikeFactor;
        MaximumSkips = maximumSkips;
        _recent = new float[window];
        _sorted = new float[window];
    }

    /// <summary>For a loss that is NaN or infinite.</summary>
    public LossPolicy NonFinite { get; }

    /// <summary>For a spike.</summary>
    public LossPolicy Spike { get; }

    /// <summary>How many times the median a spike is; <c>null</c> where none is looked for.</summary>
    public float? SpikeFactor { get; }

    /// <summary>Accepted losses that make the median.</summary>
    public int Window => _recent.Length;

    /// <summary>Skips in a row that are let pass.</summary>
    public int MaximumSkips { get; }

    /// <summary>Skips since the last accepted loss.</summary>
    public int SkipsInARow { get; private set; }

    /// <summary>Skips in all.</summary>
    public long SkipCount { get; private set; }

    /// <summary>The median of the recent accepted losses; NaN before there are <see cref="Window"/> of them.</summary>
    public float Median
    {
        get
        {
            if (_count < _recent.Length) return float.NaN;
            int middle = _count / 2;
            return (_count & 1) != 0 ? _sorted[middle] : (float)(((double)_sorted[middle - 1] + _sorted[middle]) / 2);
        }
    }

    /// <summary>Whether a loss lies above the limit now.</summary>
    public bool IsSpike(float loss) => SpikeFactor is { } factor && _count == _recent.Length && loss > Median + ((factor - 1.0) * Math.Abs(Median));

    /// <summary>Decides about a step and takes note of its loss.</summary>
    /// <param name="loss">Mean loss of the batch, before the update.</param>
    /// <returns>Whether to update, to leave the batch out, or to end the training.</returns>
    public LossPolicy Check(float loss)
    {
        LossPolicy decision = !float.IsFinite(loss) ? NonFinite : IsSpike(loss) ? Spike : LossPolicy.Accept;
        switch (decision)
        {
            case LossPolicy.Accept:
                SkipsInARow = 0;
                Remember(loss);
                break;
            case LossPolicy.Skip:
                SkipCount++;
                SkipsInARow++;
                if (SkipsInARow > MaximumSkips) decision = LossPolicy.Stop;
                break;
        }

        return decision;
    }

    /// <summary>All that a checkpoint needs besides the constructor's numbers.</summary>
    public LossGuardState Save()
    {
        float[] losses = new float[_count];
        int from = _count < _recent.Length ? 0 : _next;
        for (int i = 0; i < _count; i++) losses[i] = _recent[(from + i) % _recent.Length];
        return new LossGuardState(losses, SkipsInARow, SkipCount);
    }

    /// <summary>Takes over what <see cref="Save"/> gave; changes nothing when it fails.</summary>
    /// <exception cref="ArgumentException">There are more losses than <see cref="Window"/>, one is not finite, or a count is negative.</exception>
    public void Restore(LossGuardState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (state.RecentLosses.Count > _recent.Length) throw new ArgumentException($"{state.RecentLosses.Count} losses were given; the window has {_recent.Length}", nameof(state));
        if (state.SkipsInARow < 0 || state.SkipCount < state.SkipsInARow) throw new ArgumentException($"{state.SkipsInARow} skips in a row of {state.SkipCount} cannot be", nameof(state));
        foreach (float loss in state.RecentLosses)
        {
            if (!float.IsFinite(loss)) throw new ArgumentException($"a recent loss is {loss}; accepted losses are finite", nameof(state));
        }

        _count = 0;
        _next = 0;
        foreach (float loss in state.RecentLosses) Remember(loss);
        SkipsInARow = state.SkipsInARow;
        SkipCount = state.SkipCount;
    }

    private void Remember(float loss)
    {
        // The sorted copy gives up the oldest loss and takes the newest: two searches and a move.
        if (_count == _recent.Length) Remove(_recent[_next]);
        int at = _sorted.AsSpan(0, _count).BinarySearch(loss);
        if (at < 0) at = ~at;
        _sorted.AsSpan(at, _count - at).CopyTo(_sorted.AsSpan(at + 1));
        _sorted[at] = loss;
        _count++;
        _recent[_next] = loss;
        _next = (_next + 1) % _recent.Length;
    }

    private void Remove(float loss)
    {
        int at = _sorted.AsSpan(0, _count).BinarySearch(loss);
        _sorted.AsSpan(at + 1, _count - at - 1).CopyTo(_sorted.AsSpan(at));
        _count--;
    }
}

/// <summary>Where a <see cref="LossGuard"/> stands.</summary>
/// <param name="RecentLosses">Accepted losses, oldest first, at most the window.</param>
/// <param name="SkipsInARow">Skips since the last accepted loss.</param>
/// <param name="SkipCount">Skips in all.</param>
public sealed record LossGuardState(IReadOnlyList<float> RecentLosses, int SkipsInARow, long SkipCount);
