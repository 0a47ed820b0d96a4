namespace NeuralNet.Gen.Runtime.Tests;

/// <summary>Measures managed bytes on the calling thread.</summary>
public static class Allocation
{
    /// <summary>
    /// The least of several runs after a first: a collection that another test causes meanwhile makes the runtime count the rest of this thread's
    /// allocation block. What the code itself allocates shows in every run.
    /// </summary>
    public static long Of(Action run)
    {
        run();
        long least = long.MaxValue;
        for (int i = 0; i < 10 && least != 0; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            run();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
