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

    /// <param name="calls">In order, all split by samples.</param>
    public static IReadOnlyList<SampleRun> Run(KernelProgram program, IEnumerable<KernelCall> calls)
    {
        var runs = new List<SampleRun>();
        var open = new List<KernelCall>();
        int samples = 0;
        foreach (KernelCall call in calls)
        {
            int own = SamplesOf(program, call);
            if (open.Count > 0 && (own == 0) == (samples == 0))
            {
                int together = own == 0 ? 0 : Math.Max(Math.Min(own, samples), Math.Max(GranularityOf(program, call), open.Max(c => GranularityOf(program, c))));
                if (own == 0 || open.Append(call).All(c => Accepts(program, c, together)))
                {
                    open.Add(call);
                    samples = together;
                    continue;
                }
            }

            Close();
            open.Add(call);
            samples = own;
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
        while (rows > granularity)
        {
            long floats = (long)rows * floatsPerSample;
            bool isLarge = floats > MostFloats, gains = floats > CacheFloats && program.Calls.All(c => c.Kernel.Split != Split.Samples || Accepts(program, c, rows / 2));
            if (!isLarge && !gains) break;
            rows /= 2;
        }

        return rows;
    }

    /// <summary>Samples at a time that the kernel's numbers allow, a power of two; 0 where it is better off with all of them.</summary>
    private static int SamplesOf(KernelProgram program, KernelCall call)
    {
        long numbers = NumbersOf(program, call);
        int samples = GranularityOf(program, call);
        while (samples < MostSamples && 2 * samples * numbers <= CacheFloats) samples *= 2;
        return samples < MostSamples && Accepts(program, call, samples) ? samples : 0;
    }

    private static int GranularityOf(KernelProgram program, KernelCall call) => PlanMemory.GranularityOf(program, call.Reads.Concat(call.Writes).Select(program.TypeOf));

    /// <summary>Whether so few samples fill the kernel's tiles and are worth reading its weights again.</summary>
    private static bool Accepts(KernelProgram program, KernelCall call, int samples)
    {
        long weights = call.Reads.Distinct().Select(program.TypeOf).Where(t => !t.IsBatched).Sum(t => (long)t.PerSample);
        return samples >= call.Kernel.LeastSamples && weights <= 2 * samples * NumbersOf(program, call);
    }

    private static long NumbersOf(KernelProgram program, KernelCall call)
        => call.Reads.Concat(call.Writes).Distinct().Select(program.TypeOf).Where(t => t.IsBatched).Sum(t => (long)t.NumbersPerSample);
}
