using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Kernels;
using NeuralNet.Gen.Generator.Ops;

namespace NeuralNet.Gen.Generator.Passes;

/// <summary>
/// Orders kernels into phases with a barrier between them. Kernels that are split by samples follow each other without one: each worker reads only
/// what it wrote. So a whole forward and backward pass over activations is one phase, and the gradients of all weights are the next.
/// </summary>
internal static class SchedulePhases
{
    public static List<List<KernelCall>> Run(KernelProgram program)
    {
        var done = new HashSet<Value>(program.Graph.Nodes.Where(n => n.Op is Input or Parameter or State).Select(n => n.Id));
        var open = new List<KernelCall>(program.Calls);
        var phases = new List<List<KernelCall>>();
        AddParameters(program, phases, open, done);
        while (open.Count > 0)
        {
            var phase = new List<KernelCall>();
            var written = new HashSet<Value>();
            foreach (KernelCall call in open)
            {
                if (call.Kernel.Split != Split.Samples || !call.Reads.All(v => done.Contains(v) || written.Contains(v))) continue;
                phase.Add(call);
                written.UnionWith(call.Writes);
            }

            if (phase.Count == 0) AddOutputs(phase, open, done);
            if (phase.Count == 0) throw new InvalidOperationException("kernels wait for each other");
            Close(phase, open, done);
            phases.Add(phase);
        }

        return phases;
    }

    /// <summary>What depends on parameters alone, such as weights in another order, comes first: then samples need not wait for it halfway.</summary>
    private static void AddParameters(KernelProgram program, List<List<KernelCall>> phases, List<KernelCall> open, HashSet<Value> done)
    {
        var given = new HashSet<Value>(program.Graph.Nodes.Where(n => n.Op is Parameter or State).Select(n => n.Id));
        // What workers share is known to all of them only after the barrier; what one of them does alone, that one may go on from.
        List<KernelCall> first = [.. open.Where(c => c.Kernel.Split == Split.Outputs && c.Reads.Count > 0 && c.Reads.All(given.Contains))];
        var known = new HashSet<Value>(given);
        foreach (KernelCall call in open.Where(c => c.Kernel.Split == Split.Once))
        {
            if (!call.Reads.All(known.Contains)) continue;
            first.Add(call);
            known.UnionWith(call.Writes);
        }

        if (first.Count == 0) return;
        Close(first, open, done);
        phases.Add(first);
    }

    /// <summary>Every call writes something, and nobody else writes it.</summary>
    private static void Close(List<KernelCall> phase, List<KernelCall> open, HashSet<Value> done)
    {
        foreach (KernelCall call in phase) done.UnionWith(call.Writes);
        open.RemoveAll(call => done.Contains(call.Writes[0]));
    }

    /// <summary>Kernels that share outputs, and after them chains that one worker computes alone.</summary>
    private static void AddOutputs(List<KernelCall> phase, List<KernelCall> open, HashSet<Value> done)
    {
        phase.AddRange(open.Where(c => c.Kernel.Split == Split.Outputs && c.Reads.All(done.Contains)));
        var alone = new HashSet<Value>(done);
        foreach (KernelCall call in open.Where(c => c.Kernel.Split == Split.Once))
        {
            if (!call.Reads.All(alone.Contains)) continue;
            phase.Add(call);
            alone.UnionWith(call.Writes);
        }
    }

    /// <summary>One worker runs everything: no barriers, as many phases as kernels.</summary>
    public static List<List<KernelCall>> RunAlone(KernelProgram program) => [.. program.Calls.Select(call => new List<KernelCall> { call })];
}
