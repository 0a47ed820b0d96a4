using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Kernels;
using NeuralNet.Gen.Generator.Passes;
using NeuralNet.Gen.Generator.Tests.Workloads;

namespace NeuralNet.Gen.Generator.Tests.Passes;

/// <summary>The arena of every measured network and of those of the literature: no two values meet, and it is hardly larger than what is alive at once.</summary>
public sealed class PlanMemoryTests(ITestOutputHelper output)
{
    private const double Most = 1.15;

    public static TheoryData<string, bool> Networks => [.. WorkloadNetworks.Names.Select(n => (n, false)), .. WorkloadNetworks.ArchitectureNames.Select(n => (n, true))];

    [Theory]
    [MemberData(nameof(Networks))]
    public void The_arena_is_close_to_what_is_alive_at_once(string name, bool isArchitecture)
    {
        CompiledNetwork network = isArchitecture ? WorkloadNetworks.OfArchitecture(name) : WorkloadNetworks.Of(name);
        foreach (CompiledProgram program in network.Programs)
        {
            MemoryPlan plan = program.Memory;
            Dictionary<Value, Life> lives = LivesOf(program);
            long least = AliveAtOnce(program, lives, batched: true), leastFixed = AliveAtOnce(program, lives, batched: false);
            output.WriteLine($"{name} {program.Kind}: {4L * plan.FloatsPerSample} bytes per sample, {4 * least} alive at once ({Ratio(plan.FloatsPerSample, least):F3}); fixed {4L * plan.FixedFloats}, {4 * leastFixed}; by call {4 * AliveByCall(program, lives)}");
            Assert.Equal(least, plan.LeastFloatsPerSample);
            Assert.Equal(leastFixed, plan.LeastFixedFloats);
            Assert.InRange(plan.FloatsPerSample, least, Most * least);
            Assert.InRange(plan.FixedFloats, leastFixed, Most * leastFixed);
            NobodyMeets(program, lives);
        }
    }

    private static double Ratio(long a, long b) => b == 0 ? 1 : (double)a / b;

    /// <summary>Phases and calls from the first write to the last read.</summary>
    private sealed record Life(int FirstPhase, int FirstCall, int LastPhase, int LastCall);

    private static Dictionary<Value, Life> LivesOf(CompiledProgram program)
    {
        (int Phase, KernelCall Call)[] calls = [.. program.Phases.SelectMany((phase, i) => phase.Select(call => (i, call)))];
        var outputs = program.Program.Outputs.Select(o => o.Value).ToHashSet();
        return program.Memory.Places.Where(p => p.Value.Space == MemorySpace.Arena).ToDictionary(p => p.Key, p =>
        {
            int first = Array.FindIndex(calls, c => c.Call.Writes.Contains(p.Key)), last = Array.FindLastIndex(calls, c => c.Call.Reads.Contains(p.Key) || c.Call.Writes.Contains(p.Key));
            Life life = outputs.Contains(p.Key) ? new Life(calls[first].Phase, first, program.Phases.Count, calls.Length) : new Life(calls[first].Phase, first, calls[last].Phase, last);
            if (p.Value.IsBatched || program.Micro is not { Phase: var turn }) return life;
            // Where two phases repeat, what does not depend on the batch stays from one turn to the next.
            return life with { FirstPhase = life.FirstPhase == turn + 1 ? turn : life.FirstPhase, LastPhase = life.LastPhase == turn ? turn + 1 : life.LastPhase };
        });
    }

    private static long SizeOf(CompiledProgram program, Value value)
    {
        TensorType type = program.Program.TypeOf(value);
        return type.IsBatched && !program.Program.IsLarge ? type.NumbersPerSample : (type.PerSample + 15) / 16 * 16;
    }

    /// <summary>May take over each other's place within a phase: the numbers of each sample lie at the same distance from the beginning.</summary>
    private static object KindOf(TensorType type) => type.IsBatchLast ? type : (type.Element, type.SamplesPerStep, type.NumbersPerSample);

    /// <summary>
    /// In each phase every value that is alive in it counts, for workers are not in step; but of those that begin or end in it and may take over each other's place, only as many as are alive at one call.
    /// </summary>
    private static long AliveAtOnce(CompiledProgram program, Dictionary<Value, Life> lives, bool batched)
    {
        long most = 0;
        for (int phase = 0; phase <= program.Phases.Count; phase++)
        {
            var alive = lives.Where(l => l.Value.FirstPhase <= phase && phase <= l.Value.LastPhase && program.Program.TypeOf(l.Key).IsBatched == batched).ToList();
            long sum = alive.Where(l => !batched).Sum(l => SizeOf(program, l.Key));
            foreach (var kind in alive.Where(_ => batched).GroupBy(l => KindOf(program.Program.TypeOf(l.Key))))
            {
                (int From, int To)[] spans = [.. kind.Select(l => (l.Value.FirstPhase < phase ? -1 : l.Value.FirstCall, l.Value.LastPhase > phase ? int.MaxValue : l.Value.LastCall))];
                sum += spans.Max(s => spans.Count(o => o.From <= s.From && s.From <= o.To)) * SizeOf(program, kind.First().Key);
            }

            most = Math.Max(most, sum);
        }

        return most;
    }

    /// <summary>What would be alive if workers were in step after every kernel: less, at the price of a barrier after each.</summary>
    private static long AliveByCall(CompiledProgram program, Dictionary<Value, Life> lives)
    {
        int calls = program.Phases.Sum(p => p.Count);
        return Enumerable.Range(0, calls + 1).Max(c => lives.Where(l => l.Value.FirstCall <= c && c <= l.Value.LastCall && program.Program.TypeOf(l.Key).IsBatched).Sum(l => SizeOf(program, l.Key)));
    }

    private static void NobodyMeets(CompiledProgram program, Dictionary<Value, Life> lives)
    {
        Assert.All(program.Memory.Places.Where(p => p.Value.Space == MemorySpace.Arena), p =>
            Assert.InRange(p.Value.Offset + SizeOf(program, p.Key), 0, p.Value.IsBatched ? program.Memory.FloatsPerSample : program.Memory.FixedFloats));
        KeyValuePair<Value, Life>[] all = [.. lives];
        for (int i = 0; i < all.Length; i++)
        {
            Placement a = program.Memory.Places[all[i].Key];
            for (int j = i + 1; j < all.Length; j++)
            {
                Placement b = program.Memory.Places[all[j].Key];
                if (a.IsBatched != b.IsBatched || a.Offset + SizeOf(program, all[i].Key) <= b.Offset || b.Offset + SizeOf(program, all[j].Key) <= a.Offset) continue;
                (Life first, Life second) = all[i].Value.FirstCall < all[j].Value.FirstCall ? (all[i].Value, all[j].Value) : (all[j].Value, all[i].Value);
                if (first.LastPhase < second.FirstPhase) continue;
                bool takesOver = a.IsBatched && a.Offset == b.Offset && first.LastPhase == second.FirstPhase && first.LastCall < second.FirstCall
                    && Equals(KindOf(program.Program.TypeOf(all[i].Key)), KindOf(program.Program.TypeOf(all[j].Key)));
                Assert.True(takesOver, $"{program.Kind}: {all[i].Key} ({all[i].Value}) and {all[j].Key} ({all[j].Value}) lie in the same place");
            }
        }
    }
}
