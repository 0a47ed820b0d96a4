using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Kernels;
using NeuralNet.Gen.Generator.Ops;

namespace NeuralNet.Gen.Generator.Passes;

internal enum MemorySpace
{
    /// <summary>The program's arena.</summary>
    Arena,

    /// <summary>The caller's memory.</summary>
    Input,

    Parameters,

    Gradients,

    /// <summary>The end of the arena, where values lie for the whole batch while the others come and go with the samples.</summary>
    Whole,
}

/// <summary>Where a value lies.</summary>
/// <param name="Offset">
/// In numbers. In the arena, values with a batch dimension count numbers per sample, after <see cref="MemoryPlan.FixedFloats"/>; their pointer is
/// arena + fixed + offset × stride.
/// </param>
internal sealed record Placement(MemorySpace Space, int Offset, bool IsBatched);

/// <summary>A value in the arena.</summary>
/// <param name="Floats">Room that it takes: of a value with a batch dimension, for each sample.</param>
/// <param name="FirstCall">The call that writes it, counted through all phases from 0.</param>
/// <param name="LastCall">The call that reads it last; the program's last one for its outputs.</param>
internal sealed record PlannedBuffer(Value Value, Placement Place, int Floats, int FirstCall, int LastCall);

/// <summary>A place for every value.</summary>
/// <param name="FixedFloats">Numbers of the arena that do not depend on the batch.</param>
/// <param name="FloatsPerSample">Numbers of the arena for each sample of its capacity.</param>
/// <param name="LeastFixedFloats">The most of <paramref name="FixedFloats"/> that are alive at once: no plan for this schedule takes less.</param>
/// <param name="LeastFloatsPerSample">The most of <paramref name="FloatsPerSample"/> that are alive at once.</param>
/// <param name="Granularity">Samples that the arena's capacity, and the shares of workers, are multiples of, so that whole registers may be stored.</param>
internal sealed record MemoryPlan(IReadOnlyDictionary<Value, Placement> Places, int FixedFloats, int FloatsPerSample, int LeastFixedFloats, int LeastFloatsPerSample, int Granularity)
{
    /// <summary>Samples that a prediction takes at a time.</summary>
    public int BlockRows { get; init; }

    /// <summary>Numbers of each sample that are kept for the whole batch.</summary>
    public int WholeFloats { get; init; }

    /// <summary>What lies in the arena, by first use.</summary>
    public IReadOnlyList<PlannedBuffer> Buffers { get; init; } = [];

    /// <summary>For dumps: sizes and their lower bounds.</summary>
    public override string ToString()
        => string.Format(
            System.Globalization.CultureInfo.InvariantCulture, "arena: {0} numbers per sample, alive at once {1}; {2} fixed, alive at once {3}",
            FloatsPerSample, LeastFloatsPerSample, FixedFloats, LeastFixedFloats);
}

/// <summary>
/// Lays out the arena by lifetimes. Threads of a team are not in step within a phase, so memory changes its shape only across a barrier; within
/// a phase a value may take over the place of one with as many numbers for each sample, whose rows then belong to the same worker.
/// </summary>
internal static class PlanMemory
{
    private const int Alignment = 16;

    /// <summary>A value's life: the phase and the call, counted through all phases, that write it, and those that read it last.</summary>
    private readonly record struct Life(int Phase, int Call, int LastPhase, int LastCall);

    private sealed class Slot(TensorType type, int size, Life life)
    {
        public TensorType Type { get; } = type;

        public int Size { get; } = size;

        public int Start { get; } = life.Phase;

        /// <summary>Phase of the last use so far.</summary>
        public int End { get; private set; } = life.LastPhase;

        /// <summary>Position of the last use so far.</summary>
        public int LastCall { get; private set; } = life.LastCall;

        public List<Value> Values { get; } = [];

        public int Offset { get; set; }

        public void Add(Value value, Life life)
        {
            Values.Add(value);
            End = Math.Max(End, life.LastPhase);
            LastCall = Math.Max(LastCall, life.LastCall);
        }
    }

    public static MemoryPlan Run(KernelProgram program, List<List<KernelCall>> phases, IReadOnlyList<int> parameterOffsets, IReadOnlyList<int> stateOffsets, MicroBatch? micro = null)
    {
        var places = new Dictionary<Value, Placement>();
        foreach (Node node in program.Graph.Nodes)
        {
            if (node.Op is Input input) places.Add(node.Id, new Placement(MemorySpace.Input, input.Index, true));
            // States lie behind the parameters, and their next values behind the gradients.
            if (node.Op is State state) places.Add(node.Id, new Placement(MemorySpace.Parameters, stateOffsets[state.Index], false));
            if (node.Op is Parameter parameter) places.Add(node.Id, new Placement(MemorySpace.Parameters, parameterOffsets[parameter.Index], false));
        }

        foreach (GraphOutput output in program.Outputs)
        {
            if (output.Role == OutputRole.ParameterGradient) places.Add(output.Value, new Placement(MemorySpace.Gradients, parameterOffsets[output.Index], false));
            if (output.Role == OutputRole.StateUpdate) places.Add(output.Value, new Placement(MemorySpace.Gradients, stateOffsets[output.Index], false));
        }

        Dictionary<Value, Life> lives = Lifetimes(program, phases, micro);
        int wholeFloats = 0;
        foreach (Value value in lives.Keys.Where(v => micro?.Whole.Contains(v) == true).OrderBy(v => lives[v].Call).ThenBy(v => v))
        {
            places.Add(value, new Placement(MemorySpace.Whole, wholeFloats, true));
            wholeFloats += program.TypeOf(value).PerSample;
        }

        List<Value> values = [.. lives.Keys.Where(v => !places.ContainsKey(v)).OrderBy(v => lives[v].Call).ThenBy(v => v)];
        var slots = new List<Slot>();
        foreach (Value value in values)
        {
            TensorType type = program.TypeOf(value);
            Life life = lives[value];
            Slot? slot = type.IsBatched ? slots.FirstOrDefault(s => s.End == life.Phase && s.LastCall < life.Call && TakesOver(s.Type, type)) : null;
            if (slot is null)
            {
                slot = new Slot(type, SizeOf(program, type), life);
                slots.Add(slot);
            }

            slot.Add(value, life);
        }

        // The two parts of the arena cannot lend each other room: one grows with the batch.
        List<Slot> fixedSlots = [.. slots.Where(s => !s.Type.IsBatched)], batchedSlots = [.. slots.Where(s => s.Type.IsBatched)];
        int leastFixed = Least(program, [.. values.Where(v => !program.TypeOf(v).IsBatched)], lives, phases), least = Least(program, [.. values.Where(v => program.TypeOf(v).IsBatched)], lives, phases);
        int fixedFloats = Place(fixedSlots, leastFixed), perSample = Place(batchedSlots, least);
        foreach (Slot slot in slots)
        {
            foreach (Value value in slot.Values) places.Add(value, new Placement(MemorySpace.Arena, slot.Offset, slot.Type.IsBatched));
        }

        int granularity = GranularityOf(program, program.Graph.Nodes.Select(n => n.Type));
        return new MemoryPlan(places, fixedFloats, perSample, leastFixed, least, granularity)
        {
            BlockRows = BlockSamples.BlockRows(program, perSample, granularity),
            WholeFloats = wholeFloats,
            Buffers = [.. Buffers(program, phases, places, lives, micro).OrderBy(b => b.FirstCall).ThenBy(b => b.Value)],
        };
    }

    private static IEnumerable<PlannedBuffer> Buffers(KernelProgram program, List<List<KernelCall>> phases, Dictionary<Value, Placement> places, Dictionary<Value, Life> lives, MicroBatch? micro)
    {
        int calls = phases.Sum(p => p.Count), turn = micro is null ? 0 : phases.Take(micro.Phase).Sum(p => p.Count), turnEnd = micro is null ? calls : turn + phases[micro.Phase].Count + phases[micro.Phase + 1].Count;
        foreach (KeyValuePair<Value, Life> pair in lives)
        {
            (Value value, Life life) = (pair.Key, pair.Value);
            Placement place = places[value];
            if (place.Space is not (MemorySpace.Arena or MemorySpace.Whole)) continue;
            int first = life.Call - 1, last = Math.Min(life.LastCall, calls) - 1;
            if (micro is not null && !place.IsBatched)
            {
                // Two phases repeat: what does not depend on the batch stays from one turn to the next.
                if (first >= turn && first < turnEnd) first = turn;
                if (last >= turn && last < turnEnd) last = turnEnd - 1;
            }

            TensorType type = program.TypeOf(value);
            yield return new PlannedBuffer(value, place, place.Space == MemorySpace.Whole ? type.PerSample : SizeOf(program, type), first, last);
        }
    }

    /// <summary>Whether the numbers of a sample lie at the same distance from the beginning in both, so that each worker stays in its own part.</summary>
    private static bool TakesOver(TensorType old, TensorType type)
        => old == type || (old.IsBatched && type.IsBatched && !old.IsBatchLast && !type.IsBatchLast && old.Element == type.Element && old.SamplesPerStep == type.SamplesPerStep && old.NumbersPerSample == type.NumbersPerSample);

    private static int SizeOf(KernelProgram program, TensorType type)
        => type.IsBatched && !program.IsLarge ? type.NumbersPerSample : checked((type.PerSample + Alignment - 1) / Alignment * Alignment);

    /// <summary>
    /// Small networks have kernels that store whole registers past the last sample, so samples come in sixteens. In large ones every sample is whole registers long, but for rows
    /// that run along the batch.
    /// </summary>
    public static int GranularityOf(KernelProgram program, IEnumerable<TensorType> types)
    {
        if (!program.IsLarge) return Alignment;
        int granularity = 1;
        foreach (TensorType type in types.Where(t => t.IsBatchLast))
        {
            int along = type.Dims.SkipWhile(d => d != TensorType.Batch).Skip(1).Aggregate(1, (all, d) => all * d);
            while (granularity * along % Alignment != 0) granularity *= 2;
        }

        return granularity;
    }

    private static Dictionary<Value, Life> Lifetimes(KernelProgram program, List<List<KernelCall>> phases, MicroBatch? micro)
    {
        var lives = new Dictionary<Value, Life>();
        int position = 0;
        for (int phase = 0; phase < phases.Count; phase++)
        {
            foreach (KernelCall call in phases[phase])
            {
                position++;
                foreach (Value value in call.Writes) lives[value] = new Life(phase, position, phase, position);
                foreach (Value value in call.Reads)
                {
                    // What is not written here is not ours to place.
                    if (lives.TryGetValue(value, out Life life)) lives[value] = life with { LastPhase = phase, LastCall = position };
                }
            }
        }

        foreach (GraphOutput output in program.Outputs)
        {
            if (lives.TryGetValue(output.Value, out Life life)) lives[output.Value] = life with { LastPhase = phases.Count, LastCall = int.MaxValue };
        }

        if (micro is null) return lives;
        // The two phases repeat: what is read in them must be there the next time, and sums go on from what they were.
        foreach (Value value in lives.Keys.Where(v => !program.TypeOf(v).IsBatched).ToList())
        {
            Life life = lives[value];
            if (life.Phase == micro.Phase + 1) life = life with { Phase = micro.Phase };
            if (life.LastPhase == micro.Phase) life = life with { LastPhase = micro.Phase + 1 };
            lives[value] = life;
        }

        return lives;
    }

    /// <summary>
    /// The most numbers that are alive in one phase. Of values that may take over each other's place within the phase, as many count as are alive at one of its calls.
    /// </summary>
    private static int Least(KernelProgram program, List<Value> values, Dictionary<Value, Life> lives, List<List<KernelCall>> phases)
    {
        int least = 0;
        for (int phase = 0; phase <= phases.Count; phase++)
        {
            int sum = 0;
            var open = new List<(TensorType Type, List<Life> Lives)>();
            foreach (Value value in values)
            {
                Life life = lives[value];
                if (life.Phase > phase || life.LastPhase < phase) continue;
                TensorType type = program.TypeOf(value);
                bool changes = type.IsBatched && (life.Phase == phase || life.LastPhase == phase);
                if (!changes)
                {
                    sum = checked(sum + SizeOf(program, type));
                    continue;
                }

                int found = open.FindIndex(o => TakesOver(o.Type, type));
                if (found < 0) open.Add((type, [life]));
                else open[found].Lives.Add(life);
            }

            foreach ((TensorType type, List<Life> alive) in open) sum = checked(sum + (MostAtOnce(alive, phase) * SizeOf(program, type)));
            least = Math.Max(least, sum);
        }

        return least;
    }

    private static int MostAtOnce(List<Life> lives, int phase)
    {
        // A value that is written by the call that reads another one last needs a place of its own.
        var starts = lives.Select(l => l.Phase < phase ? 0 : l.Call).OrderBy(c => c).ToList();
        var ends = lives.Select(l => l.LastPhase > phase ? int.MaxValue : l.LastCall).OrderBy(c => c).ToList();
        int most = 0, ended = 0;
        for (int started = 0; started < starts.Count; started++)
        {
            while (ends[ended] < starts[started]) ended++;
            most = Math.Max(most, started + 1 - ended);
        }

        return most;
    }

    /// <summary>
    /// Each slot at the lowest place that is free during all of its phases; largest first, which is best most of the time, and in other orders where that takes more than
    /// <paramref name="least"/>.
    /// </summary>
    private static int Place(List<Slot> slots, int least)
    {
        IEnumerable<Slot>[] orders =
        [
            slots.OrderByDescending(s => s.Size).ThenBy(s => s.Start).ThenBy(s => s.Values[0]),
            slots.OrderByDescending(s => (long)s.Size * (s.End - s.Start + 1)).ThenBy(s => s.Start).ThenBy(s => s.Values[0]),
            slots.OrderByDescending(s => s.End - s.Start).ThenByDescending(s => s.Size).ThenBy(s => s.Values[0]),
            slots.OrderBy(s => s.Start).ThenByDescending(s => s.Size).ThenBy(s => s.Values[0]),
        ];
        int[] best = [];
        int total = int.MaxValue;
        foreach (IEnumerable<Slot> order in orders)
        {
            int found = Place(order);
            if (found < total) (total, best) = (found, [.. slots.Select(s => s.Offset)]);
            if (total == least) break;
        }

        for (int i = 0; i < slots.Count; i++) slots[i].Offset = best[i];
        return total;
    }

    private static int Place(IEnumerable<Slot> order)
    {
        // By offset, so that gaps are found in one walk.
        var placed = new List<Slot>();
        int total = 0;
        foreach (Slot slot in order)
        {
            int offset = 0;
            foreach (Slot other in placed)
            {
                if (other.Start > slot.End || slot.Start > other.End) continue;
                if (other.Offset - offset >= slot.Size) break;
                offset = Math.Max(offset, other.Offset + other.Size);
            }

            slot.Offset = offset;
            int place = placed.FindIndex(o => o.Offset > offset);
            placed.Insert(place < 0 ? placed.Count : place, slot);
            total = Math.Max(total, checked(offset + slot.Size));
        }

        return total;
    }
}
