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

/// <summary>A place for every value.</summary>
/// <param name="FixedFloats">Numbers of the arena that do not depend on the batch.</param>
/// <param name="FloatsPerSample">Numbers of the arena for each sample of its capacity.</param>
/// <param name="LowerBound">The most numbers per sample that are alive at once: no plan takes less.</param>
/// <param name="Granularity">Samples that the arena's capacity, and the shares of workers, are multiples of, so that whole registers may be stored.</param>
internal sealed record MemoryPlan(IReadOnlyDictionary<Value, Placement> Places, int FixedFloats, int FloatsPerSample, int LowerBound, int Granularity)
{
    /// <summary>Samples that a prediction takes at a time.</summary>
    public int BlockRows { get; init; }

    /// <summary>Numbers of each sample that are kept for the whole batch.</summary>
    public int WholeFloats { get; init; }
}

/// <summary>
/// Lays out the arena by lifetimes. Threads of a team are not in step within a phase, so memory changes its shape only across a barrier; within
/// a phase a value may take over the place of one with equal extents, whose rows then belong to the same worker.
/// </summary>
internal static class PlanMemory
{
    private const int Alignment = 16;

    private sealed class Slot(int size, int start)
    {
        public int Size { get; } = size;

        public int Start { get; } = start;

        /// <summary>Phase of the last use so far.</summary>
        public int End { get; set; } = start;

        /// <summary>Position of the last use so far.</summary>
        public int LastCall { get; set; }

        public Graph.TensorType? Shape { get; set; }

        public List<Value> Values { get; } = [];

        public int Offset { get; set; }
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

        (Dictionary<Value, (int Phase, int Call)> born, Dictionary<Value, (int Phase, int Call)> dies) = Lifetimes(program, phases);
        int fixedFloats = 0, wholeFloats = 0;
        var slots = new List<Slot>();
        foreach (Value value in born.Keys.OrderBy(v => born[v].Call).ThenBy(v => v))
        {
            if (places.ContainsKey(value)) continue;
            TensorType type = program.TypeOf(value);
            if (!type.IsBatched)
            {
                places.Add(value, new Placement(MemorySpace.Arena, fixedFloats, false));
                fixedFloats = checked(fixedFloats + ((type.PerSample + Alignment - 1) / Alignment * Alignment));
                continue;
            }

            if (micro?.Whole.Contains(value) == true)
            {
                places.Add(value, new Placement(MemorySpace.Whole, wholeFloats, true));
                wholeFloats += type.PerSample;
                continue;
            }

            Slot? slot = slots.FirstOrDefault(s => s.End == born[value].Phase && s.LastCall < born[value].Call && s.Shape == type);
            if (slot is null)
            {
                int size = program.IsLarge ? checked((type.PerSample + Alignment - 1) / Alignment * Alignment) : type.NumbersPerSample;
                slot = new Slot(size, born[value].Phase) { Shape = type };
                slots.Add(slot);
            }

            slot.Values.Add(value);
            slot.End = Math.Max(slot.End, dies[value].Phase);
            slot.LastCall = Math.Max(slot.LastCall, dies[value].Call);
        }

        int perSample = Place(slots);
        foreach (Slot slot in slots)
        {
            foreach (Value value in slot.Values) places.Add(value, new Placement(MemorySpace.Arena, slot.Offset, true));
        }

        int granularity = GranularityOf(program, program.Graph.Nodes.Select(n => n.Type));
        return new MemoryPlan(places, fixedFloats, perSample, LowerBound(slots), granularity) { BlockRows = BlockSamples.BlockRows(program, perSample, granularity), WholeFloats = wholeFloats };
    }

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

    private static (Dictionary<Value, (int Phase, int Call)> Born, Dictionary<Value, (int Phase, int Call)> Dies) Lifetimes(KernelProgram program, List<List<KernelCall>> phases)
    {
        var born = new Dictionary<Value, (int Phase, int Call)>();
        var dies = new Dictionary<Value, (int Phase, int Call)>();
        int position = 0;
        for (int phase = 0; phase < phases.Count; phase++)
        {
            foreach (KernelCall call in phases[phase])
            {
                position++;
                foreach (Value value in call.Writes) born[value] = dies[value] = (phase, position);
                foreach (Value value in call.Reads) dies[value] = (phase, position);
            }
        }

        foreach (GraphOutput output in program.Outputs) dies[output.Value] = (phases.Count, int.MaxValue);
        return (born, dies);
    }

    /// <summary>Largest first, each at the lowest place that is free during all of its phases.</summary>
    private static int Place(List<Slot> slots)
    {
        var placed = new List<Slot>();
        int total = 0;
        foreach (Slot slot in slots.OrderByDescending(s => s.Size).ThenBy(s => s.Start).ThenBy(s => s.Values[0]))
        {
            int offset = 0;
            foreach (Slot other in placed.Where(o => o.Start <= slot.End && slot.Start <= o.End).OrderBy(o => o.Offset))
            {
                if (other.Offset - offset >= slot.Size) break;
                offset = Math.Max(offset, other.Offset + other.Size);
            }

            slot.Offset = offset;
            placed.Add(slot);
            total = Math.Max(total, checked(offset + slot.Size));
        }

        return total;
    }

    private static int LowerBound(List<Slot> slots)
        => slots.Count == 0 ? 0 : Enumerable.Range(0, slots.Max(s => Math.Min(s.End, 1 << 20)) + 1).Max(phase => slots.Where(s => s.Start <= phase && phase <= s.End).Sum(s => s.Size));
}
