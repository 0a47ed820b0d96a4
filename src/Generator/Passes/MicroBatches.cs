using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Kernels;

namespace NeuralNet.Gen.Generator.Passes;

/// <summary>A training program that takes the batch some samples at a time.</summary>
/// <param name="Phase">The phase of the samples; the sums over them are the next. Both are repeated until the batch is through.</param>
/// <param name="Whole">Values that what comes after reads for all samples: they are kept for the whole batch.</param>
/// <param name="Samples">How many samples one worker takes at a time.</param>
internal sealed record MicroBatch(int Phase, IReadOnlyCollection<Value> Whole, int Samples);

/// <summary>
/// The activations of a whole batch leave the caches, and memory grows with the batch. Where samples meet in nothing but sums, a few of them go forward and backward through all layers before the
/// next ones come, and the sums go on: each chain has the same terms in the same order, so no bit changes. Statistics over a batch, as in batch normalisation, forbid it.
/// </summary>
internal static class MicroBatches
{
    /// <summary>Bytes of activations that one worker has in use: about what it finds in a third-level cache.</summary>
    private const long CacheBytes = 8 << 20;

    /// <summary>Numbers of a sample that may be kept for the whole batch, such as its loss.</summary>
    private const int MostKept = 16;

    /// <summary>Samples from which a batch is seldom larger.</summary>
    private const int ManySamples = 512;

    /// <summary>Samples at a time for one worker, a power of two; 0 for all.</summary>
    public static int SamplesFor(MemoryPlan memory)
    {
        int samples = memory.Granularity;
        while (samples < ManySamples && 2L * samples * memory.FloatsPerSample * sizeof(float) <= CacheBytes) samples *= 2;
        return samples < ManySamples ? samples : 0;
    }

    /// <summary>Phases in which sums over the batch go on, and what they need; null where samples meet before the end.</summary>
    public static (List<List<KernelCall>> Phases, MicroBatch Plan)? Run(KernelProgram program, List<List<KernelCall>> phases)
    {
        int first = phases.FindIndex(p => p.All(c => c.Kernel.Split == Split.Samples));
        if (first < 0 || first + 1 >= phases.Count) return null;
        if (phases.Take(first).Any(p => p.Any(ReadsSamples)) || phases.Skip(first + 1).Any(p => p.Any(c => c.Kernel.Split == Split.Samples))) return null;

        var sums = new List<KernelCall>();
        var after = new List<List<KernelCall>>();
        var whole = new HashSet<Value>();
        foreach (List<KernelCall> phase in phases.Skip(first + 1))
        {
            var rest = new List<KernelCall>();
            foreach (KernelCall call in phase)
            {
                Value[] samples = [.. call.Reads.Where(v => program.TypeOf(v).IsBatched)];
                bool isFirst = after.Count == 0 && call.Reads.Except(samples).All(v => !sums.Any(s => s.Writes.Contains(v)) && !rest.Any(s => s.Writes.Contains(v)));
                if (samples.Length > 0 && isFirst && call.Kernel.Resuming is { } resuming) sums.Add(call with { Kernel = resuming });
                else
                {
                    whole.UnionWith(samples);
                    rest.Add(call);
                }
            }

            after.Add(rest);
        }

        // What is kept is written sample by sample and read by nobody in between.
        bool canKeep = whole.All(v => program.Graph.Nodes.Count > v.Id && program.TypeOf(v) is { IsBatchLast: false } type && type.PerSample <= MostKept)
            && !phases[first].SelectMany(c => c.Reads).Concat(sums.SelectMany(c => c.Reads)).Any(whole.Contains);
        if (!canKeep) return null;
        return ([.. phases.Take(first + 1), sums, .. after.Where(p => p.Count > 0)], new MicroBatch(first, whole, 0));

        bool ReadsSamples(KernelCall call) => call.Reads.Any(v => program.TypeOf(v).IsBatched);
    }
}
