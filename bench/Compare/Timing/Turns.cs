using System.Diagnostics;

namespace Compare.Timing;

/// <summary>Times two contestants in turns - P, ours, peer, P, ours, peer, … - so that whatever else the machine does falls on both alike.</summary>
internal static class Turns
{
    private const int Rounds = 11;

    // A turn is calibrated to 30 ms, so that it stays above 20 ms when the machine happens to be slow while it is calibrated.
    private const double TurnSeconds = 0.030;
    private const double WarmUpSeconds = 0.3;
    private const double SettleSeconds = 0.003;

    /// <summary>Times one phase.</summary>
    /// <param name="phase">What is called.</param>
    /// <param name="ours">The generated network.</param>
    /// <param name="peer">The same network in TorchSharp; <c>null</c> to time ours alone.</param>
    public static Timings Measure(Phase phase, IContestant ours, IContestant? peer)
    {
        int ourCalls = Calibrate(phase, ours);
        int peerCalls = peer is null ? 0 : Calibrate(phase, peer);
        var peaks = new double[Rounds];
        var ourTimes = new double[Rounds];
        var peerTimes = new double[peer is null ? 0 : Rounds];
        GC.Collect();
        for (int round = 0; round < Rounds; round++)
        {
            peaks[round] = FmaPeak.Measure();
            ourTimes[round] = Turn(phase, ours, ourCalls);
            if (peer is not null) peerTimes[round] = Turn(phase, peer, peerCalls);
        }

        return new Timings(Sample.Of(ourTimes), peer is null ? null : Sample.Of(peerTimes), Sample.Of(peaks).Median);
    }

    /// <summary>Warms up (the JIT's tiers, the optimiser's state, pools) and finds how many calls fill a turn.</summary>
    private static int Calibrate(Phase phase, IContestant contestant)
    {
        contestant.Restart(phase.Training);
        long start = Stopwatch.GetTimestamp();
        do phase.Run(contestant);
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < WarmUpSeconds);

        int calls = 1;
        while (true)
        {
            contestant.Restart(phase.Training);
            double seconds = Time(phase, contestant, calls);
            if (seconds >= TurnSeconds) return calls;
            calls = Math.Max(calls + 1, (int)(calls * Math.Min(1.1 * TurnSeconds / seconds, 100)));
        }
    }

    /// <summary>
    /// One turn from the starting weights, so that neither side trains so far that its numbers become denormal. A few calls run untimed first: the
    /// other side's helper threads may still spin, and its data is in the caches.
    /// </summary>
    /// <returns>Microseconds per call.</returns>
    private static double Turn(Phase phase, IContestant contestant, int calls)
    {
        contestant.Restart(phase.Training);
        long start = Stopwatch.GetTimestamp();
        do phase.Run(contestant);
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < SettleSeconds);
        return Time(phase, contestant, calls) * 1e6 / calls;
    }

    private static double Time(Phase phase, IContestant contestant, int calls)
    {
        Action<IContestant> run = phase.Run;
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < calls; i++) run(contestant);
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
