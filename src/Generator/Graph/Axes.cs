using NeuralNet.Gen.Generator.Model;
using NeuralNet.Gen.Generator.Ops;

namespace NeuralNet.Gen.Generator.Graph;

/// <summary>Compositions over chosen dimensions of a value.</summary>
internal static class Axes
{
    /// <summary>A sum or maximum over some dimensions.</summary>
    /// <param name="dims">Ascending, each once.</param>
    /// <param name="keep">Whether they stay with extent 1.</param>
    public static Value ReduceOver(this GraphBuilder graph, ReduceKind kind, Value x, IReadOnlyList<int> dims, bool keep)
    {
        TensorType type = graph.TypeOf(x);
        int first = type.Rank - dims.Count;
        Value result = x;
        if (dims.Count > 1 && dims[0] == first)
        {
            // The last ones are one line of numbers: one sum of 16 lanes.
            int[] lead = [.. type.Dims.Take(first)];
            int size = type.Dims.Skip(first).Aggregate(1, (product, extent) => checked(product * extent));
            result = graph.Add(new Reduce(kind, first), graph.Add(new Reshape(new EquatableArray<int>([.. lead, size])), x));
        }
        else
        {
            foreach (int d in dims.Reverse()) result = graph.Add(new Reduce(kind, d), result);
        }

        IEnumerable<int> kept = type.Dims.Select((extent, d) => dims.Contains(d) ? 1 : extent);
        return graph.Add(new Reshape(new EquatableArray<int>(keep ? kept : kept.Where((_, d) => !dims.Contains(d)))), result);
    }

    public static Value SumOver(this GraphBuilder graph, Value x, IReadOnlyList<int> dims, bool keep) => graph.ReduceOver(ReduceKind.Sum, x, dims, keep);

    public static Value MeanOver(this GraphBuilder graph, Value x, IReadOnlyList<int> dims, bool keep)
        => graph.Times(graph.SumOver(x, dims, keep), 1f / graph.CountOver(x, dims));

    /// <summary>Elements that a reduction over these dimensions joins.</summary>
    public static int CountOver(this GraphBuilder graph, Value x, IReadOnlyList<int> dims)
        => dims.Aggregate(1, (product, d) => checked(product * graph.TypeOf(x).Dims[d]));

    /// <summary>Without these dimensions, whose extents are 1.</summary>
    public static Value Drop(this GraphBuilder graph, Value x, IReadOnlyList<int> dims)
        => graph.Add(new Reshape(new EquatableArray<int>(graph.TypeOf(x).Dims.Where((_, d) => !dims.Contains(d)))), x);

    /// <summary>With a dimension of extent 1 before the given one.</summary>
    public static Value Insert(this GraphBuilder graph, Value x, int place)
        => graph.Add(new Reshape(new EquatableArray<int>([.. graph.TypeOf(x).Dims.Take(place), 1, .. graph.TypeOf(x).Dims.Skip(place)])), x);

    /// <summary>Two dimensions exchanged.</summary>
    public static Value Swap(this GraphBuilder graph, Value x, int a, int b)
    {
        int rank = graph.TypeOf(x).Rank;
        return graph.Add(new Permute(new EquatableArray<int>(Enumerable.Range(0, rank).Select(d => d == a ? b : d == b ? a : d))), x);
    }

    /// <summary>A function along the last dimension, applied along another.</summary>
    public static Value Along(this GraphBuilder graph, Value x, int dim, Func<Value, Value> function)
    {
        int last = graph.TypeOf(x).Rank - 1;
        return dim == last ? function(x) : graph.Swap(function(graph.Swap(x, dim, last)), dim, last);
    }

    /// <summary>Part of one dimension.</summary>
    public static Value SliceOf(this GraphBuilder graph, Value x, int axis, int start, int length, int step = 1)
        => graph.Add(Slice.Of(graph.TypeOf(x), axis, start, length, step), x);

    /// <summary>The sum over the batch of [batch, 1], one number: 16 lanes by sample number.</summary>
    public static Value SumBatch(this GraphBuilder graph, Value perSample)
    {
        Value column = graph.Add(new Reshape(EquatableArray.Of(TensorType.Batch, 1)), perSample);
        return graph.Add(new Reshape(default), graph.Add(new Reduce(ReduceKind.Sum, 0), column));
    }

    /// <summary>The sum over all elements and the batch: within samples first.</summary>
    public static Value SumAll(this GraphBuilder graph, Value x)
        => graph.SumBatch(graph.ReduceOver(ReduceKind.Sum, x, [.. Enumerable.Range(1, graph.TypeOf(x).Rank - 1)], keep: false));

    /// <summary>1 where a mask is set, otherwise 0: what users know as a mask.</summary>
    public static Value OfMask(this GraphBuilder graph, Value mask) => graph.Add(new Where(), mask, graph.Constant(1f), graph.Constant(0f));

    /// <summary>a where <paramref name="mask"/> is not 0, otherwise b.</summary>
    public static Value Choose(this GraphBuilder graph, Value mask, Value a, Value b)
    {
        Node node = graph[mask];
        if (node.Op is Where && graph.IsConstant(node.Inputs[1], 1f) && graph.IsConstant(node.Inputs[2], 0f)) return graph.Add(new Where(), node.Inputs[0], a, b);
        return graph.Add(new Where(), graph.Add(new Equal(), mask, graph.Constant(0f)), b, a);
    }

    /// <summary>ln Σeˣ over some dimensions, shifted by the maximum against overflow.</summary>
    public static Value LogSumExp(this GraphBuilder graph, Value x, IReadOnlyList<int> dims, bool keep)
    {
        Value most = graph.Add(new Detach(), graph.ReduceOver(ReduceKind.Max, x, dims, keep: true));
        Value sum = graph.SumOver(graph.Add(new Exp(), graph.Minus(x, most)), dims, keep: true);
        Value result = graph.Plus(graph.Add(new Log(), sum), most);
        return keep ? result : graph.Drop(result, dims);
    }
}
