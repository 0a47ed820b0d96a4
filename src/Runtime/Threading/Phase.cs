using System.Diagnostics;
using System.Runtime.InteropServices;

namespace NeuralNet.Gen;

/// <summary>
/// A counter that threads wait on. Waiting spins for some microseconds (the other side is usually about to arrive), then offers its time slice, then
/// parks. A bare spin would hold the core that a preempted member needs: with another process on the machine that costs whole scheduler slices.
/// </summary>
internal sealed class Phase
{
    private static readonly long SpinTicks = Math.Max(1, Stopwatch.Frequency * 4 / 1_000_000);
    private static readonly long YieldTicks = Math.Max(1, Stopwatch.Frequency * 40 / 1_000_000);

    // A processor that is alone cannot see progress while it spins.
    private static readonly bool Spins = Environment.ProcessorCount > 1;

    private readonly object _gate = new();
    private Padded _state;

    /// <summary>The count now.</summary>
    public int Value => Volatile.Read(ref _state.Value);

    /// <summary>Counts on and wakes whoever waits. Everything written before is visible to them.</summary>
    public void Advance()
    {
        // A full fence between the count and the look at the parked: a waiter does the same two steps in the opposite order, so one of both sees the other.
        Interlocked.Increment(ref _state.Value);
        if (Volatile.Read(ref _state.Parked) == 0) return;
        lock (_gate) Monitor.PulseAll(_gate);
    }

    /// <summary>Returns as soon as the count is no longer <paramref name="value"/>.</summary>
    public void WaitWhile(int value)
    {
        if (Value != value) return;
        if (Spins)
        {
            long start = Stopwatch.GetTimestamp();
            do
            {
                for (int i = 0; i < 8; i++)
                {
                    if (Value != value) return;
                    Thread.SpinWait(1);
                }
            }
            while (Stopwatch.GetTimestamp() - start < SpinTicks);

            do
            {
                if (Value != value) return;
                Thread.Yield();
            }
            while (Stopwatch.GetTimestamp() - start < YieldTicks);
        }

        lock (_gate)
        {
            Interlocked.Increment(ref _state.Parked);
            while (Value == value) Monitor.Wait(_gate);
            Interlocked.Decrement(ref _state.Parked);
        }
    }

    /// <summary>The hot words on cache lines of their own: a neighbour's write must not disturb those who spin.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 384)]
    private struct Padded
    {
        [FieldOffset(128)] public int Value;
        [FieldOffset(256)] public int Parked;
    }
}
