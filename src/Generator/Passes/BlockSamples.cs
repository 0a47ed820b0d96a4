using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Kernels;
using NeuralNet.Gen.Generator.Model;

namespace NeuralNet.Gen.Generator.Passes;

/// <summary>Kernels that follow each other over the same few samples.</summary>
/// <param name="Samples">How many at a time; 0 for all at once.</param>
internal sealed record SampleRun(EquatableArray<KernelCall> Calls, int Samples);

/// <summary>
/// Kernels that are split by samples need not finish all of them before the next one starts. Where a sample's numbers are many, a worker takes a few samples through several
/// kernels, so that what one writes is still in the cache when the next one reads it. No sum is touched: each kernel computes what it would.
/// </summary>
internal static class BlockSamples
{
    /// <summary>Numbers that one kernel of a run reads and writes: about half of a second-level cache.</summary>
    private const int CacheFloats = 1 << 16;

    /// <summary>Most numbers of the arena of a prediction.</summary>
    private const int MostFloats = 1 << 23;

    /// <summary>Samples from which the next kernel would find little of them in the cache anyway.</summary>
    private const int MostSamples = 64;

    /// <summary>What a kernel asks of the number of samples that it is given at a time.</summary>
    /// <param name="Samples">At a time, as its numbers allow; 0 where it is better off with all of them.</param>
    /// <param name="Granularity">Of which that is a multiple.</param>
    /// <param name="Least">Samples that fill its tiles and are worth reading its weights again.</param>
    private readonly record struct Wish(int Samples, int Granularity, long Least);

    /// <param name="calls">In order, all split by samples.</param>
    public static IReadOnlyList<SampleRun> Run(KernelProgram program, IEnumerable<KernelCall> calls)
    {
        var runs = new List<SampleRun>();
        var open = new List<KernelCall>();
        int samples = 0, granularity = 0;
        long least = 0;
        foreach (KernelCall call in calls)
        {
            Wish own = WishOf(program, call);
            if (open.Count > 0 && (own.Samples == 0) == (samples == 0))
            {
                int together = own.Samples == 0 ? 0 : Math.Max(Math.Min(own.Samples, samples), Math.Max(own.Granularity, granularity));
                if (own.Samples == 0 || together >= Math.Max(own.Least, least))
                {
                    (samples, granularity, least) = (together, Math.Max(own.Granularity, granularity), Math.Max(own.Least, least));
                    open.Add(call);
                    continue;
                }
            }

            Close();
            (samples, granularity, least) = (own.Samples, own.Granularity, own.Least);
            open.Add(call);
        }

        Close();
        return runs;

        void Close()
        {
            // A kernel alone gains nothing.
            if (open.Count > 0) runs.Add(new SampleRun(open.ToEquatableArray(), open.Count == 1 ? 0 : samples));
            open.Clear();
        }
    }

    /// <summary>Samples that a prediction takes at a time through all kernels: 64, or as few as the arena's memory asks for and the cache likes.</summary>
    /// <param name="floatsPerSample">Of the arena.</param>
    public static int BlockRows(KernelProgram program, int floatsPerSample, int granularity)
    {
        int rows = MostSamples;
        long least = program.Calls.Where(c => c.Kernel.Split == Split.Samples).Select(c => LeastOf(program, c)).DefaultIfEmpty(0).Max();
        while (rows > granularity)
        {
            long floats = (long)rows * floatsPerSample;
            bool isLarge = floats > MostFloats, gains = floats > CacheFloats && rows / 2 >= least;
            if (!isLarge && !gains) break;
            rows /= 2;
        }

        return rows;
    }

    private static Wish WishOf(KernelProgram program, KernelCall call)
    {
        int granularity = PlanMemory.GranularityOf(program, call.Reads.Concat(call.Writes).Select(program.TypeOf)), samples = granularity;
        long numbers = NumbersOf(program, call), least = LeastOf(program, call);
        while (samples < MostSamples && 2 * samples * numbers <= CacheFloats) samples *= 2;
        return new Wish(samples < MostSamples && samples >= least ? samples : 0, granularity, least);
    }

    /// <summary>So many samples fill the kernel's tiles, and their numbers are half as many as its weights, which are read again for every block.</summary>
    private static long LeastOf(KernelProgram program, KernelCall call)
    {
        long weights = call.Reads.Distinct().Select(program.TypeOf).Where(t => !t.IsBatched).Sum(t => (long)t.PerSample), numbers = 2 * NumbersOf(program, call);
        return weights == 0 ? call.Kernel.LeastSamples : numbers == 0 ? long.MaxValue : Math.Max(call.Kernel.LeastSamples, (weights + numbers - 1) / numbers);
    }

    private static long NumbersOf(KernelProgram program, KernelCall call)
        => call.Reads.Concat(call.Writes).Distinct().Select(program.TypeOf).Where(t => t.IsBatched).Sum(t => (long)t.NumbersPerSample);
}
