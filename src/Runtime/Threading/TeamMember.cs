namespace NeuralNet.Gen;

/// <summary>One thread's place in a <see cref="ThreadTeam"/> while a <see cref="TeamProgram"/> runs.</summary>
public readonly struct TeamMember
{
    private readonly TeamCore? _team;
    private readonly int _index;

    internal TeamMember(TeamCore? team, int index)
    {
        _team = team;
        _index = index;
    }

    /// <summary>A thread that works by itself: index 0 of 1, its barrier does nothing. The same as <c>default</c>.</summary>
    public static TeamMember Alone => default;

    /// <summary>0 ≤ Index &lt; <see cref="Count"/>; the thread that called <see cref="ThreadTeam.Run"/> is 0.</summary>
    public int Index => _index;

    /// <summary>Members of the team.</summary>
    public int Count => _team is null ? 1 : _team.Count;

    /// <summary>Whether no member has a greater <see cref="Index"/>: it gets what is in one piece from <see cref="Split"/>.</summary>
    public bool IsLast => _index == Count - 1;

    /// <summary>
    /// Returns when every member has arrived; what each wrote before is visible to all after. When another member failed, it does not return: it
    /// unwinds this member with an internal exception, which a program must not swallow.
    /// </summary>
    public void Barrier() => _team?.Barrier();

    /// <summary>
    /// This member's share of <paramref name="count"/> items: the shares are contiguous, ascending and cover all; they differ by at most one
    /// <paramref name="granularity"/>; every border but the very end is a multiple of it. A share is empty when there are fewer pieces than members.
    /// </summary>
    /// <param name="count">Items, at least 0.</param>
    /// <param name="granularity">Items that stay together, at least 1 (for example 16: the floats of a cache line).</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative or <paramref name="granularity"/> is below 1.</exception>
    public (int From, int To) Split(int count, int granularity)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfLessThan(granularity, 1);
        long pieces = ((long)count + granularity - 1) / granularity;
        int members = Count;
        long from = pieces * _index / members * granularity;
        long to = pieces * (_index + 1) / members * granularity;
        return ((int)Math.Min(from, count), (int)Math.Min(to, count));
    }
}
