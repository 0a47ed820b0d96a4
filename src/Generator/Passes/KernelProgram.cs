using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Kernels;
using NeuralNet.Gen.Generator.Model;
using NeuralNet.Gen.Generator.Ops;

namespace NeuralNet.Gen.Generator.Passes;

/// <summary>Kernel calls over values: a graph after fusion. Values beyond the graph's nodes are copies that the memory needs.</summary>
internal sealed class KernelProgram
{
    private readonly List<(TensorType Type, string Name)> _copies = [];

    /// <param name="graph">After all passes over graphs.</param>
    /// <param name="isLarge">The program goes on from a large one, whose samples it shares.</param>
    public KernelProgram(TensorGraph graph, bool isLarge = false)
    {
        Graph = graph;
        IsLarge = isLarge || HasLargeSamples(graph);
        Calls = [.. FuseKernels.Run(graph, AddCopy)];
        CopyVectorReadInputs();
        CopySharedGradients();
        if (IsLarge) KeepWithinSamples();
    }

    /// <summary>Numbers of one value and sample from which a network is large.</summary>
    private const int LargeFloats = 8192;

    /// <summary>Whether one value has very many numbers for each sample.</summary>
    public static bool HasLargeSamples(TensorGraph graph) => graph.Nodes.Any(n => n.Type.IsBatched && n.Type.NumbersPerSample >= LargeFloats);

    /// <summary>Whether samples are so large that each, not sixteen of them, is whole registers long.</summary>
    public bool IsLarge { get; }

    public TensorGraph Graph { get; }

    public List<KernelCall> Calls { get; }

    /// <summary>Values of the outputs, seen through reshapes.</summary>
    public List<GraphOutput> Outputs { get; private set; } = [];

    public TensorType TypeOf(Value value) => value.Id < Graph.Nodes.Count ? Graph[value].Type : _copies[value.Id - Graph.Nodes.Count].Type;

    /// <summary>A readable name for a value's pointer.</summary>
    public string NameOf(Value value)
    {
        if (value.Id >= Graph.Nodes.Count) return _copies[value.Id - Graph.Nodes.Count].Name;
        Node node = Graph[value];
        return node.Op switch
        {
            Input input => input.Label,
            Parameter parameter => parameter.Path,
            State state => state.Path,
            _ => node.Origin + " " + node.Op.Name,
        };
    }

    /// <summary>A caller's numbers that vectors read go to the arena first, where a register may run past the last one.</summary>
    private void CopyVectorReadInputs()
    {
        foreach (Node node in Graph.Nodes)
        {
            if (node.Op is not Input input || node.Type.Element != ElementKind.Float32) continue;
            bool byVector = Calls.Any(c => Enumerable.Range(0, c.Reads.Count).Any(i => c.Reads[i] == node.Id && !c.Kernel.ReadsScalars(i)));
            if (!byVector) continue;
            Value copy = AddCopy(node.Type, input.Label + " copy");
            for (int i = 0; i < Calls.Count; i++)
                Calls[i] = Calls[i] with { Reads = Calls[i].Reads.Select(v => v == node.Id ? copy : v).ToEquatableArray() };
            Calls.Insert(0, new KernelCall(new CopyKernel(Extent.Of(node.Type.Dims)), EquatableArray.Of(node.Id), EquatableArray.Of(copy), $"{input.Label}: into the arena"));
        }
    }

    /// <summary>Each gradient has a place of its own; a value that is the gradient of two parameters is copied.</summary>
    private void CopySharedGradients()
    {
        var placed = new HashSet<Value>();
        foreach (GraphOutput output in Graph.Outputs)
        {
            Value root = FuseKernels.RootOf(Graph, output.Value);
            if (output.Role is OutputRole.ParameterGradient or OutputRole.StateUpdate && (!placed.Add(root) || Graph[root].Op is Parameter or State or Input))
            {
                Value copy = AddCopy(TypeOf(root), NameOf(root) + " copy");
                Calls.Add(new KernelCall(new CopyKernel(Extent.Of(TypeOf(root).Dims)), EquatableArray.Of(root), EquatableArray.Of(copy), $"{Graph[root].Origin}: the same gradient again"));
                root = copy;
            }

            Outputs.Add(output with { Value = root });
        }
    }

    /// <summary>Kernels that would run over the end of a worker's last sample stop there.</summary>
    private void KeepWithinSamples()
    {
        for (int i = 0; i < Calls.Count; i++)
        {
            if (Calls[i].Kernel is RowKernel { IsFlat: true, Rows.IsBatched: true } row && (long)row.Rows.Count * row.Columns % Emission.SimdForm.LogicalLanes != 0)
                Calls[i] = Calls[i] with { Kernel = row with { IsExact = true } };
        }
    }

    private Value AddCopy(TensorType type, string name)
    {
        _copies.Add((type, name));
        return new Value(Graph.Nodes.Count + _copies.Count - 1);
    }
}
