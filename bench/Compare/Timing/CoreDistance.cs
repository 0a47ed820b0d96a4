using System.Diagnostics;

namespace Compare.Timing;

/// <summary>
/// How far apart the cores of two threads lie: the time that a cache line takes to the other one and back. What a team exchanges costs accordingly, and on a virtual machine the cores may be others a minute later.
/// </summary>
internal static class CoreDistance
{
    private const int Untimed = 2_000, Timed = 8_000;

    // The word that is handed over, on a line of its own.
    private const int Place = 32, Length = 64;

    /// <summary>Measures once, in some milliseconds.</summary>
    /// <returns>Nanoseconds there and back.</returns>
    public static double Measure()
    {
        int[] words = new int[Length];
        var other = new Thread(() =>
        {
            for (int i = 0; i < Untimed + Timed; i++)
            {
                Await(words, (2 * i) + 1);
                Volatile.Write(ref words[Place], (2 * i) + 2);
            }
        }) { IsBackground = true };
        other.Start();
        long start = 0;
        for (int i = 0; i < Untimed + Timed; i++)
        {
            if (i == Untimed) start = Stopwatch.GetTimestamp();
            Volatile.Write(ref words[Place], (2 * i) + 1);
            Await(words, (2 * i) + 2);
        }

        double nanoseconds = Stopwatch.GetElapsedTime(start).TotalNanoseconds;
        other.Join();
        return nanoseconds / Timed;
    }

    /// <summary>Beside other processes the thread that is waited for may have no core: then this one gives up its own.</summary>
    private static void Await(int[] words, int value)
    {
        for (int i = 0; Volatile.Read(ref words[Place]) != value; i++)
        {
            if (i > 100_000) Thread.Yield();
        }
    }
}
