using System.Diagnostics;

namespace NeuralNet.Gen;

/// <summary>
/// Decides for one program whether the whole team runs it or the calling thread alone, from the time that both took: on a machine whose cores other processes keep busy, members wait
/// for one that is not scheduled, and a team may be slower than one thread. What it decides changes no bit, as no bit depends on the number of threads.
/// </summary>
/// <remarks>
/// Runs of one kind are measured in windows of some milliseconds, longer than the scheduler's slices, and the quicker kind is kept. The other one gets a window again after a while, seldom where it stays the slower
/// one, sooner after the kept kind has changed its speed.
/// </remarks>
internal sealed class TeamChoice
{
    // Windows of the kept kind between two of the other.
    private const int Shortest = 16, Longest = 256;

    private readonly long _windowTicks = Stopwatch.Frequency / 100;
    private int _members, _left, _interval;
    private long _ticks, _work;
    private double _kept;
    private bool _isWarm, _keepsTeam, _probes, _isFirst;

    /// <summary>Whether the team is the quicker kind, by what is known so far.</summary>
    public bool KeepsTeam => _keepsTeam;

    /// <summary>Whether the next run is the team's.</summary>
    /// <param name="members">Of the team; another number begins anew.</param>
    /// <param name="begins">The kind that is tried first where one begins anew: what other programs found to be the quicker one.</param>
    public bool IsTogether(int members, bool begins = true)
    {
        if (members != _members)
        {
            (_members, _left, _interval, _ticks, _work, _kept) = (members, Shortest, Shortest, 0, 0, double.NaN);
            (_isWarm, _keepsTeam, _probes, _isFirst) = (false, begins, false, true);
        }

        return _keepsTeam != _probes;
    }

    /// <summary>Takes note of a run that went as <see cref="IsTogether"/> said.</summary>
    /// <param name="ticks">Of <see cref="Stopwatch"/>.</param>
    /// <param name="work">How much was done, in any unit.</param>
    public void Add(long ticks, long work)
    {
        // After a change the first run finds nothing in the caches that the other threads have.
        bool isFirst = _isFirst;
        _isFirst = false;
        if (isFirst && ticks < _windowTicks) return;
        _ticks += ticks;
        _work += work;
        if (_ticks < _windowTicks) return;
        double cost = (double)_ticks / _work;
        (_ticks, _work) = (0, 0);
        EndWindow(cost);
    }

    private void EndWindow(double cost)
    {
        // The first window tells how long the first calls take: pages of the arena, caches, tiers of the compiler.
        if (!_isWarm)
        {
            _isWarm = true;
            return;
        }

        if (double.IsNaN(_kept))
        {
            _kept = cost;
            Probe(true);
            return;
        }

        if (_probes)
        {
            Probe(false);
            if (cost < _kept) (_keepsTeam, _kept, _interval) = (!_keepsTeam, cost, Shortest);
            else _interval = Math.Min(Longest, _interval * 2);
            _left = _interval;
            return;
        }

        // Someone else came or went: what was true of the other kind may be so no longer.
        if (Math.Abs(cost - _kept) > 0.25 * _kept) (_interval, _left) = (Shortest, Math.Min(_left, Shortest));

        _kept += (cost - _kept) / 4;
        if (--_left <= 0) Probe(true);
    }

    private void Probe(bool probes)
    {
        _probes = probes;
        _isFirst = true;
    }
}
