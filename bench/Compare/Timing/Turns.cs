using System.Diagnostics;

namespace Compare.Timing;

/// <summary>Something that takes turns: what is called, and what puts it back to where it started.</summary>
/// <param name="Call">What is timed.</param>
/// <param name="Restart">Before every turn.</param>
internal sealed record Turn(Action Call, Action Restart);

/// <summary>Times several sides in turns - P, ours, peer, P, ours, peer, … - so that whatever else the machine does falls on all alike.</summary>
/// <param name="rounds">Turns of each.</param>
/// <param name="turnSeconds">A turn is calibrated to it.</param>
/// <param name="warmUpSeconds">Untimed calls of each before anything is timed.</param>
internal sealed class Turns(int rounds, double turnSeconds, double warmUpSeconds)
{
    private const double SettleSeconds = 0.030;

    // The runtime compiles methods for speed on a thread of its own, after 100 ms without new methods; then each of its tiers wants to see some calls. Where the process is
    // bound to one core that thread runs in pauses only, and a quarter of a second was seen to be too short for it.
    private const int Tiers = 4, CallsOfTier = 32;
    private const double MostSecondsOfTier = 0.1;
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(1100);

    /// <summary>
    /// For the phases of workloads. A turn is calibrated to 30 ms, so that it stays above 20 ms when the machine happens to be slow while it is calibrated.
    /// </summary>
    public static Turns OfPhases { get; } = new(rounds: 11, turnSeconds: 0.030, warmUpSeconds: 0.3);

    /// <summary>For single kernels, which are compiled at once.</summary>
    public static Turns OfKernels { get; } = new(rounds: 9, turnSeconds: 0.008, warmUpSeconds: 0.02);

    /// <summary>Calls all phases of all sides of a workload, with pauses between, until the runtime has compiled what they call as fast as it can.</summary>
    public static void WarmUp(IReadOnlyList<IPredictor> sides)
    {
        Turn[] turns =
        [
            .. sides.SelectMany(side => Phase.All.Select(phase => phase.Call(side) is { } call ? new Turn(call, () => side.Restart(phase.Training)) : null)).OfType<Turn>(),
        ];
        for (int tier = 0; tier < Tiers; tier++)
        {
            foreach (Turn turn in turns)
            {
                turn.Restart();
                long start = Stopwatch.GetTimestamp();
                for (int call = 0; call < CallsOfTier && Stopwatch.GetElapsedTime(start).TotalSeconds < MostSecondsOfTier; call++) turn.Call();
            }

            Thread.Sleep(s_pause);
        }
    }

    /// <summary>Times one phase.</summary>
    /// <param name="phase">What is called.</param>
    /// <param name="sides">Ours first.</param>
    public static Timings Measure(Phase phase, IReadOnlyList<IPredictor> sides)
    {
        Turn?[] turns = [.. sides.Select(side => phase.Call(side) is { } call ? new Turn(call, () => side.Restart(phase.Training)) : null)];
        (Sample[] samples, double peak) = OfPhases.Measure([.. turns.OfType<Turn>()]);
        int next = 0;
        return new Timings([.. turns.Select(turn => turn is null ? null : samples[next++])], peak);
    }

    /// <summary>Times all sides, one turn of each a round.</summary>
    /// <returns>Microseconds per call, and P.</returns>
    public (Sample[] Samples, double PeakGflops) Measure(IReadOnlyList<Turn> turns)
    {
        int[] calls = [.. turns.Select(Calibrate)];
        var peaks = new double[rounds];
        double[][] times = [.. turns.Select(_ => new double[rounds])];
        GC.Collect();
        for (int round = 0; round < rounds; round++)
        {
            peaks[round] = FmaPeak.Measure();
            for (int i = 0; i < turns.Count; i++) times[i][round] = Take(turns[i], calls[i]);
        }

        return ([.. times.Select(Sample.Of)], Sample.Of(peaks).Median);
    }

    /// <summary>Warms up (the optimiser's state, pools, caches) and finds how many calls fill a turn.</summary>
    public int Calibrate(Turn turn)
    {
        turn.Restart();
        CallFor(turn, warmUpSeconds);
        int calls = 1;
        while (true)
        {
            turn.Restart();
            double seconds = Time(turn.Call, calls);
            if (seconds >= turnSeconds) return calls;
            calls = Math.Max(calls + 1, (int)(calls * Math.Min(1.1 * turnSeconds / seconds, 100)));
        }
    }

    /// <summary>
    /// One turn from the starting weights, so that no side trains so far that its numbers become denormal. Some calls run untimed first: the
    /// other side's helper threads may still spin, and its data is in the caches.
    /// </summary>
    /// <returns>Microseconds per call.</returns>
    public static double Take(Turn turn, int calls)
    {
        turn.Restart();
        CallFor(turn, SettleSeconds);
        return Time(turn.Call, calls) * 1e6 / calls;
    }

    private static void CallFor(Turn turn, double seconds)
    {
        long start = Stopwatch.GetTimestamp();
        do turn.Call();
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < seconds);
    }

    private static double Time(Action call, int calls)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < calls; i++) call();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
