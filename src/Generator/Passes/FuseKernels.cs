using System.Collections;
using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Kernels;
using NeuralNet.Gen.Generator.Model;
using NeuralNet.Gen.Generator.Ops;

namespace NeuralNet.Gen.Generator.Passes;

/// <summary>
/// From ops to kernels. Element-wise ops and reductions along rows that walk the same rows join into one <see cref="RowKernel"/>; cheap
/// element-wise work on a product moves into the product's epilogue; the rest is a kernel each. Joining never changes a bit: every op rounds as
/// it would alone.
/// </summary>
internal sealed class FuseKernels
{
    private readonly TensorGraph _graph;
    private readonly int[] _group;
    private readonly List<SortedSet<int>> _members = [];
    private readonly BitArray[] _ancestors;

    private FuseKernels(TensorGraph graph)
    {
        _graph = graph;
        _group = new int[graph.Nodes.Count];
        _ancestors = new BitArray[graph.Nodes.Count];
    }

    public static EquatableArray<KernelCall> Run(TensorGraph graph)
    {
        var pass = new FuseKernels(graph);
        pass.Group();
        return pass.Emit();
    }

    /// <summary>The value whose memory another one shares: a reshape is a name for its input.</summary>
    public static Value RootOf(TensorGraph graph, Value value)
    {
        while (graph[value].Op is Reshape) value = graph[value].Inputs[0];
        return value;
    }

    private Value RootOf(Value value) => RootOf(_graph, value);

    private static bool IsRowReduction(Node node, TensorType input) => node.Op is Reduce reduce && reduce.Axis == input.Rank - 1 && input.Last > 1;

    private bool IsRowReduction(Node node) => node.Op is Reduce && IsRowReduction(node, _graph[node.Inputs[0]].Type);

    private bool IsFusable(Node node) => !IsRepeated(node) && (node.Op is ElementwiseOp || IsRowReduction(node));

    /// <summary>Ops that say so, and single numbers computed from nothing but those.</summary>
    private bool IsRepeated(Node node)
        => node.Op.IsRepeated || (node.Op is ElementwiseOp && !node.Type.IsBatched && node.Type.PerSample == 1 && node.Inputs.All(v => IsRepeated(_graph[v])));

    /// <summary>Rows that a node walks: all dimensions but the last of its widest value.</summary>
    private Extent RowsOf(Node node)
    {
        TensorType type = IsRowReduction(node) ? _graph[node.Inputs[0]].Type : node.Type;
        if (type.IsBatchLast) throw new NotSupportedException($"{node}: element-wise work on a value with the batch last");
        return type.Rank == 1 && type.IsBatched ? new Extent(1, true) : Extent.Of(type.Dims.Take(Math.Max(0, type.Rank - 1)));
    }

    private int ColumnsOf(Node node)
    {
        int last = IsRowReduction(node) ? _graph[node.Inputs[0]].Type.Last : node.Type.Last;
        return last == TensorType.Batch ? 1 : last;
    }

    /// <summary>Inputs seen through ops that every kernel repeats for itself.</summary>
    private IEnumerable<Value> Sources(Node node)
    {
        foreach (Value input in node.Inputs)
        {
            Node source = _graph[input];
            if (!IsRepeated(source)) yield return input;
            else
            {
                foreach (Value deeper in Sources(source)) yield return deeper;
            }
        }
    }

    private void Group()
    {
        for (int i = 0; i < _graph.Nodes.Count; i++)
        {
            Node node = _graph.Nodes[i];
            _ancestors[i] = new BitArray(_graph.Nodes.Count);
            foreach (Value input in node.Inputs)
            {
                _ancestors[i].Or(_ancestors[input.Id]);
                _ancestors[i].Set(input.Id, true);
            }

            _group[i] = -1;
            if (!IsFusable(node)) continue;
            var joined = new SortedSet<int> { i };
            foreach (int candidate in Sources(node).Select(v => _group[v.Id]).Where(g => g >= 0).Distinct().OrderByDescending(g => g).ToArray())
            {
                SortedSet<int> members = _members[candidate];
                if (members.Count == 0 || !Fits(members, joined)) continue;
                var union = new SortedSet<int>(members.Concat(joined));
                if (IsClosed(union)) joined = union;
            }

            foreach (int member in joined.Where(m => _group[m] >= 0)) _members[_group[member]] = [];
            foreach (int member in joined) _group[member] = _members.Count;
            _members.Add(joined);
        }
    }

    private bool Fits(SortedSet<int> a, SortedSet<int> b)
    {
        Node[] all = [.. a.Concat(b).Select(m => _graph.Nodes[m])];
        if (all.Select(RowsOf).Distinct().Count() > 1) return false;
        int columns = all.Max(ColumnsOf);
        return all.All(n => ColumnsOf(n) == columns || ColumnsOf(n) == 1);
    }

    /// <summary>No way leads from a member over an outsider back to a member.</summary>
    private bool IsClosed(SortedSet<int> members)
    {
        int first = members.Min, last = members.Max;
        for (int outsider = first + 1; outsider < last; outsider++)
        {
            if (members.Contains(outsider) || IsRepeated(_graph.Nodes[outsider])) continue;
            if (members.Any(m => _ancestors[outsider].Get(m)) && members.Any(m => m > outsider && _ancestors[m].Get(outsider))) return false;
        }

        return true;
    }

    /// <summary>Nodes that become one kernel: a group, a product with the group that is its epilogue, or a node of its own.</summary>
    private EquatableArray<KernelCall> Emit()
    {
        var uses = new List<int>[_graph.Nodes.Count];
        for (int i = 0; i < uses.Length; i++) uses[i] = [];
        foreach (Node node in _graph.Nodes)
        {
            if (IsRepeated(node)) continue;
            foreach (Value source in Sources(node)) uses[source.Id].Add(node.Id.Id);
        }

        var leaving = new HashSet<Value>(_graph.Outputs.Select(o => o.Value));
        foreach (Node node in _graph.Nodes)
        {
            if (IsRepeated(node) && (leaving.Contains(node.Id) || _graph.Nodes.Any(n => !IsRepeated(n) && !IsFusable(n) && n.Inputs.Contains(node.Id))))
                throw new NotSupportedException($"{node} would have to be stored");
        }

        var calls = new List<(KernelCall Call, int Order)>();
        var absorbed = new HashSet<int>();
        foreach (SortedSet<int> members in _members.Where(m => m.Count > 0))
        {
            int[] results = [.. members.Where(m => leaving.Contains(new Value(m)) || uses[m].Any(u => !members.Contains(u)))];
            calls.Add((MakeGroup(members, results, uses, leaving, absorbed), members.Max));
        }

        foreach (Node node in _graph.Nodes)
        {
            if (_group[node.Id.Id] >= 0 || absorbed.Contains(node.Id.Id) || IsRepeated(node) || node.Op is Input or Parameter or Reshape) continue;
            calls.Add((MakeSingle(node), node.Id.Id));
        }

        return Sort([.. calls.OrderBy(c => c.Order).Select(c => c.Call)]).ToEquatableArray();
    }

    /// <summary>Calls in an order in which every value is written before it is read.</summary>
    private List<KernelCall> Sort(List<KernelCall> calls)
    {
        var sorted = new List<KernelCall>();
        var known = new HashSet<Value>(_graph.Nodes.Where(n => n.Op is Input or Parameter).Select(n => n.Id));
        while (calls.Count > 0)
        {
            int next = calls.FindIndex(c => c.Reads.All(known.Contains));
            if (next < 0) throw new InvalidOperationException("kernels wait for each other");
            foreach (Value written in calls[next].Writes) known.Add(written);
            sorted.Add(calls[next]);
            calls.RemoveAt(next);
        }

        return sorted;
    }

    private KernelCall MakeGroup(SortedSet<int> members, int[] results, List<int>[] uses, HashSet<Value> leaving, HashSet<int> absorbed)
    {
        Node[] nodes = [.. members.Select(m => _graph.Nodes[m])];
        Extent rows = RowsOf(nodes[0]);
        int columns = nodes.Max(ColumnsOf);
        var operands = new List<Value>();
        LaneProgram program = MakeProgram(nodes, results, rows, columns, operands);
        string comment = Comment(nodes);
        if (FindProduct(nodes, results, program, operands, uses, leaving) is { } product)
        {
            absorbed.Add(product.Id.Id);
            int place = operands.IndexOf(RootOf(product.Id));
            if (place != 0)
            {
                operands.RemoveAt(place);
                operands.Insert(0, product.Id);
                program = MakeProgram(nodes, results, rows, columns, operands);
            }

            MatMulKernel kernel = MakeProduct(product, program);
            IEnumerable<Value> reads = product.Inputs.Select(RootOf).Concat(operands.Skip(1));
            return new KernelCall(kernel, reads.ToEquatableArray(), results.Select(r => new Value(r)).ToEquatableArray(), Comment([product, .. nodes]));
        }

        return new KernelCall(new RowKernel(rows, columns, program), operands.ToEquatableArray(), results.Select(r => new Value(r)).ToEquatableArray(), comment);
    }

    /// <summary>A product whose only reader is this group, if the group is cheap enough to be its epilogue.</summary>
    private Node? FindProduct(Node[] nodes, int[] results, LaneProgram program, List<Value> operands, List<int>[] uses, HashSet<Value> leaving)
    {
        if (results.Length != 1 || nodes.Any(n => n.Op is not ElementwiseOp { IsCheap: true })) return null;
        if (program.RankOf(program.Results[0]) != StatementRank.Full || program.Operands.Contains(OperandShape.Label)) return null;
        foreach (Value operand in operands)
        {
            Node node = _graph[operand];
            if (node.Op is not MatMul || node.Type.Dims[0] != TensorType.Batch || node.Type.Last == TensorType.Batch) continue;
            bool only = !leaving.Contains(node.Id) && uses[node.Id.Id].All(u => nodes.Any(n => n.Id.Id == u));
            if (only && _graph.Nodes[results[0]].Type == node.Type) return node;
        }

        return null;
    }

    private LaneProgram MakeProgram(Node[] nodes, int[] results, Extent rows, int columns, List<Value> operands)
    {
        var inside = new HashSet<Value>(nodes.Select(n => n.Id));
        foreach (Node node in nodes)
        {
            foreach (Value source in Sources(node))
            {
                if (!inside.Contains(source) && !operands.Contains(RootOf(source))) operands.Add(RootOf(source));
            }
        }

        bool single = !rows.IsBatched && rows.Count == 1 && columns == 1;
        var statements = new List<Statement>();
        var known = new Dictionary<Value, int>();
        foreach (Node node in nodes) Place(node);
        IEnumerable<OperandShape> shapes = operands.Select(o => ShapeOf(o));
        return new LaneProgram(shapes.ToEquatableArray(), statements.ToEquatableArray(), results.Select(r => known[new Value(r)]).ToEquatableArray());

        int Place(Node node)
        {
            if (known.TryGetValue(node.Id, out int index)) return index;
            int[] inputs = [.. node.Inputs.Select(input =>
            {
                Node source = _graph[input];
                return inside.Contains(input) || IsRepeated(source) ? Place(source) : operands.IndexOf(RootOf(input));
            })];
            StatementRank rank = RankOf(node, inputs);
            statements.Add(new Statement(node.Op, EquatableArray.Of(inputs), rank));
            known.Add(node.Id, operands.Count + statements.Count - 1);
            return operands.Count + statements.Count - 1;
        }

        StatementRank RankOf(Node node, int[] inputs)
        {
            if (node.Op is Constant or InverseBatch) return StatementRank.Uniform;
            if (single) return StatementRank.Full;
            if (!node.Type.IsBatched && node.Type.PerSample == 1) return StatementRank.Uniform;
            return node.Type.Last == columns || columns == 1 ? StatementRank.Full : StatementRank.PerRow;
        }

        OperandShape ShapeOf(Value operand)
        {
            TensorType type = _graph[operand].Type;
            if (type.Element == ElementKind.Int32) return OperandShape.Label;
            if (single) return OperandShape.Full;
            if (!type.IsBatched && type.PerSample == 1) return OperandShape.Single;
            long size = type.PerSample, full = (long)rows.Count * columns;
            if (type.IsBatched == rows.IsBatched && size == full) return OperandShape.Full;
            if (type.IsBatched == rows.IsBatched && size == rows.Count) return OperandShape.PerRow;
            if (!type.IsBatched && size == columns && type.Last == columns) return OperandShape.PerColumn;
            throw new NotSupportedException($"{_graph[operand]} does not fit rows {rows} of {columns}");
        }
    }

    private MatMulKernel MakeProduct(Node node, LaneProgram? epilogue)
    {
        var op = (MatMul)node.Op;
        if (op.TransposeB) throw new InvalidOperationException($"{node} was not oriented");
        TensorType a = _graph[node.Inputs[0]].Type;
        int k = a.Dims[op.TransposeA ? 0 : 1];
        if (a.IsBatchLast) throw new NotSupportedException($"{node}: the first factor has the batch last");
        return new MatMulKernel(Extent.Of([node.Type.Dims[0]]), Extent.Of([node.Type.Dims[1]]), Extent.Of([k]), op.TransposeA, epilogue);
    }

    private KernelCall MakeSingle(Node node)
    {
        Kernel kernel = node.Op switch
        {
            MatMul => MakeProduct(node, null),
            Transpose => MakeTranspose(node),
            DropoutMask mask => new DropoutMaskKernel(mask.Probability, mask.Purpose, node.Type.PerSample),
            Reduce { Kind: ReduceKind.Sum, Axis: 0 } => MakeSumOverRows(node),
            _ => throw new NotSupportedException($"no kernel computes {node}"),
        };
        return new KernelCall(kernel, node.Inputs.Select(RootOf).ToEquatableArray(), EquatableArray.Of(node.Id), Comment([node]));
    }

    private TransposeKernel MakeTranspose(Node node)
    {
        TensorType from = _graph[node.Inputs[0]].Type;
        if (!from.IsBatched) throw new NotSupportedException($"{node}: a transpose without a batch dimension");
        return new TransposeKernel(from.PerSample, ToBatchLast: !from.IsBatchLast);
    }

    private Kernel MakeSumOverRows(Node node)
    {
        TensorType type = _graph[node.Inputs[0]].Type;
        if (type.IsBatchLast) throw new NotSupportedException($"{node}: a sum over rows with the batch last");
        return type.IsBatched && type.PerSample == 1 ? new BatchSumKernel() : new ColumnSumKernel(Extent.Of([type.Dims[0]]), type.PerSample / (type.Dims[0] == TensorType.Batch ? 1 : type.Dims[0]));
    }

    private string Comment(IEnumerable<Node> nodes)
    {
        Node[] all = [.. nodes];
        string layers = string.Join(", ", all.Select(n => n.Origin).Distinct());
        string ops = string.Join(", ", all.Select(n => n.Op.Name).Distinct());
        return $"{layers}: {ops} → {all[all.Length - 1].Type.ShapeText}";
    }
}
