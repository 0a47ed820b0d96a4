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
    /// <summary>Shapes of convolutions from which the size of the text counts.</summary>
    private const int ManyConvolutions = 8;

    private readonly TensorGraph _graph;
    private readonly int[] _group;
    private readonly List<SortedSet<int>> _members = [];
    private readonly NodeSet[] _ancestors;
    private readonly HashSet<Value> _views = [];
    private readonly bool[] _isFree, _isRepeated, _isFusable;
    private readonly bool _hasManyConvolutions;
    private readonly Func<TensorType, string, Value> _addScratch;

    private FuseKernels(TensorGraph graph, Func<TensorType, string, Value> addScratch)
    {
        _graph = graph;
        _addScratch = addScratch;
        _group = new int[graph.Nodes.Count];
        _ancestors = new NodeSet[graph.Nodes.Count];
        _isFree = new bool[graph.Nodes.Count];
        foreach (Node node in graph.Nodes) _isFree[node.Id.Id] = IsFree(node);
        var stored = new HashSet<Value>(graph.Outputs.Select(o => o.Value));
        foreach (Node node in graph.Nodes)
        {
            if (!_isFree[node.Id.Id] && node.Op is not ElementwiseOp && !IsRowReduction(node)) stored.UnionWith(node.Inputs);
        }

        _isRepeated = [.. graph.Nodes.Select(n => _isFree[n.Id.Id] && !stored.Contains(n.Id))];
        _isFusable = [.. graph.Nodes.Select(n => !_isRepeated[n.Id.Id] && (n.Op is ElementwiseOp || IsRowReduction(n)))];
        _hasManyConvolutions = graph.Nodes.Where(n => n.Op is Conv).Select(n => (n.Op, n.Type)).Distinct().Count() >= ManyConvolutions;
    }

    /// <param name="addScratch">Makes a value beyond the graph's nodes, of a type and with a readable name: memory that one kernel works in.</param>
    public static EquatableArray<KernelCall> Run(TensorGraph graph, Func<TensorType, string, Value> addScratch)
    {
        var pass = new FuseKernels(graph, addScratch);
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

    /// <summary>
    /// Where the numbers of a value lie that a batched product reads: through permutations that are views to what is stored, with a stride for each
    /// dimension.
    /// </summary>
    private (Value Root, int[] Strides) ViewOf(Value value)
    {
        Node node = _graph[value];
        if (node.Op is Permute permute && _views.Contains(value))
        {
            (Value root, int[] strides) = ViewOf(node.Inputs[0]);
            return (root, [.. permute.Order.Select(d => strides[d])]);
        }

        return (RootOf(value), Contiguous(node.Type));
    }

    /// <summary>Strides of a value that lies row by row; the batch's is a sample.</summary>
    private static int[] Contiguous(TensorType type)
    {
        var strides = new int[type.Rank];
        int stride = 1;
        for (int d = type.Rank - 1; d >= 0; d--)
        {
            strides[d] = stride;
            if (type.Dims[d] != TensorType.Batch) stride *= type.Dims[d];
        }

        return strides;
    }

    /// <summary>Permutations that only batched products read, in a way that needs no copy.</summary>
    private void FindViews(List<int>[] uses, HashSet<Value> leaving)
    {
        var reshaped = new HashSet<Value>(_graph.Nodes.Where(n => n.Op is Reshape).Select(n => n.Inputs[0]));
        foreach (Node node in _graph.Nodes)
        {
            if (node.Op is not Permute || leaving.Contains(node.Id) || reshaped.Contains(node.Id)) continue;
            _views.Add(node.Id);
            bool isView = uses[node.Id.Id].All(u => _graph.Nodes[u].Op is BatchMatMul && (_graph.Nodes[u].Inputs[1] != node.Id || ViewOf(node.Id).Strides[node.Type.Rank - 1] == 1));
            if (!isView) _views.Remove(node.Id);
        }
    }

    private static bool IsRowReduction(Node node, TensorType input) => node.Op is Reduce reduce && reduce.Axis == input.Rank - 1 && input.Last > 1;

    private bool IsRowReduction(Node node) => node.Op is Reduce && IsRowReduction(node, _graph[node.Inputs[0]].Type);

    /// <summary>What every kernel computes for itself, unless it must lie in memory: what leaves, and what products and the like read.</summary>
    private bool IsRepeated(Node node) => _isRepeated[node.Id.Id];

    /// <summary>Ops that say so, and single numbers computed from nothing but those.</summary>
    private bool IsFree(Node node)
        => node.Op.IsRepeated || (node.Op is ElementwiseOp && !node.Type.IsBatched && node.Type.PerSample == 1 && node.Inputs.All(v => _isFree[v.Id]));

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
        // Of each group, what its members follow from.
        var ancestors = new List<NodeSet>();
        for (int i = 0; i < _graph.Nodes.Count; i++)
        {
            Node node = _graph.Nodes[i];
            var own = new NodeSet(_graph.Nodes.Count);
            foreach (Value input in node.Inputs)
            {
                own.Add(_ancestors[input.Id]);
                own.Add(input.Id);
            }

            _ancestors[i] = own;
            _group[i] = -1;
            if (!_isFusable[i]) continue;
            var joined = new SortedSet<int> { i };
            foreach (int candidate in Sources(node).Select(v => _group[v.Id]).Where(g => g >= 0).Distinct().OrderByDescending(g => g).ToArray())
            {
                SortedSet<int> members = _members[candidate];
                if (members.Count == 0 || !Fits(members, joined)) continue;
                NodeSet all = own.With(ancestors[candidate]);
                if (!IsClosed(members, joined, all)) continue;
                joined.UnionWith(members);
                own = all;
            }

            foreach (int member in joined)
            {
                if (_group[member] >= 0) _members[_group[member]] = [];
                _group[member] = _members.Count;
            }

            _members.Add(joined);
            ancestors.Add(own);
        }
    }

    /// <summary>Each group has rows and columns that fit among themselves, so the widest of both decide.</summary>
    private bool Fits(SortedSet<int> a, SortedSet<int> b)
    {
        if (RowsOf(_graph.Nodes[a.Min]) != RowsOf(_graph.Nodes[b.Min])) return false;
        int columnsA = a.Max(m => ColumnsOf(_graph.Nodes[m])), columnsB = b.Max(m => ColumnsOf(_graph.Nodes[m]));
        return columnsA == columnsB || columnsA == 1 || columnsB == 1;
    }

    /// <summary>No way leads from a member over an outsider back to a member.</summary>
    /// <param name="ancestors">Of all members.</param>
    private bool IsClosed(SortedSet<int> a, SortedSet<int> b, NodeSet ancestors)
    {
        var members = new NodeSet(_graph.Nodes.Count);
        foreach (int member in a) members.Add(member);
        foreach (int member in b) members.Add(member);
        int first = Math.Min(a.Min, b.Min), last = Math.Max(a.Max, b.Max);
        for (int outsider = first + 1; outsider < last; outsider++)
        {
            if (ancestors.Contains(outsider) && !members.Contains(outsider) && !_isRepeated[outsider] && _ancestors[outsider].Meets(members)) return false;
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
        FindViews(uses, leaving);
        var calls = new List<(KernelCall Call, int Order)>();
        var absorbed = new HashSet<int>();
        foreach (SortedSet<int> members in _members.Where(m => m.Count > 0))
        {
            int[] results = [.. members.Where(m => leaving.Contains(new Value(m)) || uses[m].Any(u => !members.Contains(u)))];
            calls.Add((MakeGroup(members, results, uses, leaving, absorbed), members.Max));
        }

        foreach (Node node in _graph.Nodes)
        {
            if (_group[node.Id.Id] >= 0 || absorbed.Contains(node.Id.Id) || IsRepeated(node) || node.Op is Input or Parameter or State or Reshape or Part || _views.Contains(node.Id)) continue;
            calls.Add((node.Op is PartedOp parted ? MakeParted(node, parted) : MakeSingle(node), node.Id.Id));
        }

        return Sort([.. calls.OrderBy(c => c.Order).Select(c => c.Call)]).ToEquatableArray();
    }

    /// <summary>Calls in an order in which every value is written before it is read.</summary>
    private List<KernelCall> Sort(List<KernelCall> calls)
    {
        var sorted = new List<KernelCall>();
        var known = new HashSet<Value>(_graph.Nodes.Where(n => n.Op is Input or Parameter or State).Select(n => n.Id));
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
        var operands = new List<RowOperand>();
        LaneProgram program = MakeProgram(nodes, results, rows, columns, operands);
        string comment = Comment(nodes);
        if (FindProduct(nodes, results, program, operands, uses, leaving) is { } product)
        {
            absorbed.Add(product.Id.Id);
            int place = operands.FindIndex(o => o.Root == RootOf(product.Id));
            if (place != 0)
            {
                RowOperand first = operands[place];
                operands.RemoveAt(place);
                operands.Insert(0, first);
                program = MakeProgram(nodes, results, rows, columns, operands);
            }

            Kernel kernel = product.Op switch
            {
                Conv => (ContractionKernel)MakeSingle(product).Kernel with { Epilogue = program },
                LaneConv => (LaneContractionKernel)MakeSingle(product).Kernel with { Epilogue = program },
                _ => MakeProduct(product, program),
            };
            IEnumerable<Value> reads = product.Inputs.Select(RootOf).Concat(operands.Skip(1).Select(o => o.Root));
            return new KernelCall(kernel, reads.ToEquatableArray(), results.Select(r => new Value(r)).ToEquatableArray(), Comment([product, .. nodes]));
        }

        return new KernelCall(new RowKernel(rows, columns, program), operands.Select(o => o.Root).ToEquatableArray(), results.Select(r => new Value(r)).ToEquatableArray(), comment);
    }

    /// <summary>A product whose only reader is this group, if the group is cheap enough to be its epilogue.</summary>
    private Node? FindProduct(Node[] nodes, int[] results, LaneProgram program, List<RowOperand> operands, List<int>[] uses, HashSet<Value> leaving)
    {
        if (results.Length != 1 || nodes.Any(n => n.Op is not ElementwiseOp { IsCheap: true })) return null;
        if (program.RankOf(program.Results[0]) != StatementRank.Full || program.Operands.Any(o => o is OperandShape.Label or OperandShape.Strided) || program.HasPlaces) return null;
        bool hasStrided = program.Operands.Any(o => o == OperandShape.StridedOne);
        foreach (RowOperand operand in operands)
        {
            Node node = _graph[operand.Root];
            if (operand.Shape != OperandShape.Full || operands.Count(o => o.Root == operand.Root) > 1) continue;
            bool isProduct = !hasStrided && node.Op is MatMul && node.Type.Dims[0] == TensorType.Batch && node.Type.Rank >= 2 && !_graph[node.Inputs[1]].Type.IsBatched;
            bool isConvolution = node.Op is Conv && program.Operands.All(o => o is OperandShape.Full or OperandShape.PerColumn or OperandShape.Single)
                // Where a convolution is normalised, training computes it without an epilogue; networks of many shapes do not get every one of them twice.
                && (!_hasManyConvolutions || operands.All(o => o.Root == node.Id || _graph[o.Root].Op is Parameter));
            bool isLanes = node.Op is LaneConv && LaneContractionKernel.Accepts(program, node.Type.Dims[node.Type.Rank - 2]);
            if (!isProduct && !isConvolution && !isLanes) continue;
            bool only = !leaving.Contains(node.Id) && uses[node.Id.Id].All(u => nodes.Any(n => n.Id.Id == u));
            if (only && _graph.Nodes[results[0]].Type == node.Type) return node;
        }

        return null;
    }

    private LaneProgram MakeProgram(Node[] nodes, int[] results, Extent rows, int columns, List<RowOperand> operands)
    {
        var inside = new HashSet<Value>(nodes.Select(n => n.Id));
        bool single = !rows.IsBatched && rows.Count == 1 && columns == 1;

        // The operands come first, so they are found before statements are numbered.
        foreach (Node node in nodes) FindOperands(node, ContextOf(node));
        var statements = new List<Statement>();
        var known = new Dictionary<(Value, EquatableArray<int>), int>();
        foreach (Node node in nodes) Place(node, ContextOf(node));
        return new LaneProgram(
            operands.Select(o => o.Shape).ToEquatableArray(), operands.Select(o => o.Map).ToEquatableArray(), statements.ToEquatableArray(),
            results.Select(r => known[(new Value(r), ContextOf(_graph.Nodes[r]))]).ToEquatableArray());

        void FindOperands(Node node, EquatableArray<int> context)
        {
            foreach (Value input in node.Inputs)
            {
                if (inside.Contains(input)) continue;
                Node source = _graph[input];
                if (IsRepeated(source)) FindOperands(source, context);
                else if (RowOperand.Of(RootOf(input), source.Type, context, columns, single) is var operand && !operands.Contains(operand)) operands.Add(operand);
            }
        }

        int Place(Node node, EquatableArray<int> context)
        {
            if (known.TryGetValue((node.Id, context), out int index)) return index;
            int[] inputs = [.. node.Inputs.Select(input =>
            {
                Node source = _graph[input];
                if (inside.Contains(input)) return Place(source, ContextOf(source));
                return IsRepeated(source) ? Place(source, context) : operands.IndexOf(RowOperand.Of(RootOf(input), source.Type, context, columns, single));
            })];
            StatementRank rank = RankOf(node);
            // An expansion is the same work whatever it is stretched to; kernels are shared by what they do.
            statements.Add(new Statement(node.Op is Expand ? new Expand(default) : node.Op, EquatableArray.Of(inputs), rank, node.Type.Element == ElementKind.Mask));
            known.Add((node.Id, context), operands.Count + statements.Count - 1);
            return operands.Count + statements.Count - 1;
        }

        StatementRank RankOf(Node node)
        {
            if (node.Op is Constant or InverseBatch) return StatementRank.Uniform;
            if (single) return StatementRank.Full;
            // A single number that is computed here may follow from a reduction, so it belongs to the one row.
            if (!node.Type.IsBatched && node.Type.PerSample == 1) return Follows(node) ? StatementRank.PerRow : StatementRank.Uniform;
            return node.Type.Last == columns || columns == 1 ? StatementRank.Full : StatementRank.PerRow;
        }

        // What is repeated here, a comparison say, follows from what it reads.
        bool Follows(Node node) => inside.Contains(node.Id) || (IsRepeated(node) && node.Inputs.Any(input => Follows(_graph[input])));
    }

    /// <summary>The dimensions that a node walks; what is repeated for it walks them too.</summary>
    private EquatableArray<int> ContextOf(Node node)
    {
        TensorType type = IsRowReduction(node) ? _graph[node.Inputs[0]].Type : node.Type;
        return type.Rank == 1 && type.IsBatched ? EquatableArray.Of(TensorType.Batch, 1) : type.Dims;
    }

    private MatMulKernel MakeProduct(Node node, LaneProgram? epilogue)
    {
        var op = (MatMul)node.Op;
        if (op.TransposeB) throw new InvalidOperationException($"{node} was not oriented");
        TensorType a = _graph[node.Inputs[0]].Type, b = _graph[node.Inputs[1]].Type;
        if (a.IsBatchLast) throw new NotSupportedException($"{node}: the first factor has the batch last");
        int inner = op.Inner(a);
        Extent k = Extent.Of(op.TransposeA ? a.Dims.Take(inner) : a.Dims.Skip(a.Rank - 1));
        Extent m = Extent.Of(op.TransposeA ? a.Dims.Skip(inner) : a.Dims.Take(a.Rank - 1));
        return new MatMulKernel(m, Extent.Of(b.Dims.Skip(inner)), k, op.TransposeA, epilogue);
    }

    private KernelCall MakeSingle(Node node)
    {
        Kernel kernel = node.Op switch
        {
            MatMul => MakeProduct(node, null),
            BatchMatMul product => MakeBatchProduct(node, product),
            Permute permute => MakePermute(node, permute),
            Transpose => MakeTranspose(node),
            Reduce => MakeAxisReduction(node),
            SumLeading sum => MakeSumLeading(node, sum),
            _ => node.Op.MakeKernel([.. node.Inputs.Select(v => _graph[v].Type)], node.Type) ?? throw new NotSupportedException($"no kernel computes {node}"),
        };
        return new KernelCall(kernel, node.Inputs.Select(v => ViewOf(v).Root).ToEquatableArray(), EquatableArray.Of(node.Id), Comment([node]));
    }

    /// <summary>One kernel writes all parts that somebody reads.</summary>
    private KernelCall MakeParted(Node node, PartedOp op)
    {
        TensorType[] inputs = [.. node.Inputs.Select(v => _graph[v].Type)];
        Node[] parts = [.. _graph.Nodes.Where(n => n.Op is Part && n.Inputs[0] == node.Id).OrderBy(n => ((Part)n.Op).Index)];
        IEnumerable<Value> scratch = op.Scratch(inputs).Select(s => _addScratch(s.Type, $"{node.Origin} {op.Name} {s.Name}"));
        Kernel kernel = op.MakeKernel(inputs, parts.Select(p => ((Part)p.Op).Index).ToEquatableArray());
        return new KernelCall(kernel, node.Inputs.Select(v => ViewOf(v).Root).ToEquatableArray(), parts.Select(p => p.Id).Concat(scratch).ToEquatableArray(), Comment([node]));
    }

    private BatchMatMulKernel MakeBatchProduct(Node node, BatchMatMul product)
    {
        (int[] a, int[] b) = (ViewOf(node.Inputs[0]).Strides, ViewOf(node.Inputs[1]).Strides);
        TensorType typeA = _graph[node.Inputs[0]].Type, typeB = _graph[node.Inputs[1]].Type;
        int rank = typeA.Rank, row = rank - 2, column = rank - 1;
        bool isBatched = typeA.Dims[0] == TensorType.Batch;
        int first = isBatched ? 1 : 0, leads = rank - 2 - first;
        if (typeA.IsBatchLast || b[column] != 1) throw new NotSupportedException($"{node}: no kernel reads factors that lie like this");
        var c = new int[rank];
        int[] stored = Contiguous(node.Type);
        for (int d = 0; d < rank; d++) c[product.Order.Count == 0 ? d : product.Order[d]] = stored[d];
        (int rowA, int stepA) = product.TransposeA ? (column, row) : (row, column);
        return new BatchMatMulKernel(
            typeA.Dims.Skip(first).Take(leads).ToEquatableArray(), typeA.Dims[rowA], typeB.Dims[column], typeA.Dims[stepA],
            Matrix(a, rowA, stepA), Matrix(b, row, column), Matrix(c, row, column), isBatched) { Triangle = product.Triangle };

        MatrixStrides Matrix(int[] strides, int rows, int columns) => new(isBatched ? strides[0] : 0, strides.Skip(first).Take(leads).ToEquatableArray(), strides[rows], strides[columns]);
    }

    private PermuteKernel MakePermute(Node node, Permute permute)
    {
        int[] strides = ViewOf(node.Inputs[0]).Strides;
        if (!node.Type.IsBatched) return new PermuteKernel(node.Type.Dims, permute.Order.Select(d => strides[d]).ToEquatableArray(), 0, IsBatched: false);
        return new PermuteKernel(node.Type.Dims.Skip(1).ToEquatableArray(), permute.Order.Skip(1).Select(d => strides[d]).ToEquatableArray(), strides[0], IsBatched: true);
    }

    private Kernel MakeTranspose(Node node)
    {
        var op = (Transpose)node.Op;
        TensorType from = _graph[node.Inputs[0]].Type;
        if (!from.IsBatched)
        {
            int rows = Extent.Of(from.Dims.Take(op.Lead)).Count, columns = from.PerSample / rows;
            return new PermuteKernel(EquatableArray.Of(columns, rows), EquatableArray.Of(1, columns), 0, IsBatched: false);
        }

        Extent lead = Extent.Of(from.Dims.Take(op.Lead)), rest = Extent.Of(from.Dims.Skip(op.Lead));
        return lead.IsBatched ? new TransposeKernel(lead.Count, rest.Count, ToBatchLast: true) : new TransposeKernel(rest.Count, lead.Count, ToBatchLast: false);
    }

    /// <summary>A reduction that does not run along rows.</summary>
    private Kernel MakeAxisReduction(Node node)
    {
        TensorType type = _graph[node.Inputs[0]].Type;
        if (type.IsBatchLast) throw new NotSupportedException($"{node}: a reduction with the batch last");
        var reduce = (Reduce)node.Op;
        Extent columns = Extent.Of(type.Dims.Skip(reduce.Axis + 1));
        if (type.Dims[reduce.Axis] != TensorType.Batch) return new AxisReduceKernel(reduce.Kind.ToString(), Extent.Of(type.Dims.Take(reduce.Axis)), type.Dims[reduce.Axis], columns.Count);
        if (reduce.Kind != ReduceKind.Sum) throw new NotSupportedException($"{node}: samples are only summed");
        return type.PerSample == 1 ? new BatchSumKernel() : new ColumnSumKernel(Extent.Of([TensorType.Batch]), columns.Count);
    }

    private ColumnSumKernel MakeSumLeading(Node node, SumLeading sum)
    {
        TensorType type = _graph[node.Inputs[0]].Type;
        if (type.IsBatchLast) throw new NotSupportedException($"{node}: a sum over rows with the batch last");
        return new ColumnSumKernel(Extent.Of(type.Dims.Take(sum.Count)), node.Type.PerSample);
    }

    private string Comment(IEnumerable<Node> nodes)
    {
        Node[] all = [.. nodes];
        string layers = Layers([.. all.Select(n => n.Origin).Distinct()]);
        return $"{layers} → {all[all.Length - 1].Type.ShapeText}";
    }

    /// <summary>The layers' paths; what all of them begin with is said once.</summary>
    private static string Layers(string[] paths)
    {
        string first = paths[0];
        int shared = first.LastIndexOf('.') is var dot && dot < 0 ? 0 : dot + 1;
        while (shared > 0 && !paths.All(p => string.CompareOrdinal(p, 0, first, 0, shared) == 0)) shared = shared < 2 ? 0 : first.LastIndexOf('.', shared - 2) + 1;
        return paths.Length == 1 || shared == 0 ? string.Join(", ", paths) : $"{first.Substring(0, shared - 1)}: {string.Join(", ", paths.Select(p => p.Substring(shared)))}";
    }
}
