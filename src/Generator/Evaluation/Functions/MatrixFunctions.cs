using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Model;
using NeuralNet.Gen.Generator.Ops;

namespace NeuralNet.Gen.Generator.Evaluation.Functions;

/// <summary>Matrix products.</summary>
internal sealed class MatrixFunctions : FunctionSet
{
    protected override IEnumerable<(string Name, Func<FunctionCall, object?> Function)> Functions =>
    [
        ("Functional.MatMul", call => new TensorValue(Product(call.Graph, call.Tensor("a"), call.Tensor("b")))),
        ("Tensor.MatMul", call => new TensorValue(Product(call.Graph, call.X, call.Tensor("other")))),
    ];

    /// <summary>a·b over the last two dimensions; the others are broadcast. Transposed factors are read as they lie.</summary>
    public static Value Product(GraphBuilder graph, Value a, Value b)
    {
        TensorType left = graph.TypeOf(a), right = graph.TypeOf(b);
        bool isMatrix = left.Rank >= 2 && right.Rank >= 2 && left.Dims[left.Rank - 1] == right.Dims[right.Rank - 2] && left.Last != TensorType.Batch;
        if (!isMatrix || right.Last == TensorType.Batch) throw new ShapeException($"matmul: {left.ShapeText} and {right.ShapeText} do not fit: […, m, k] and […, k, n] are wanted");
        if (right.Rank == 2 && !right.IsBatched)
        {
            (Value table, bool turned) = Untransposed(graph, b);
            return graph.Add(new MatMul(false, turned), a, table);
        }

        IEnumerable<int> lead = Lead(left, right);
        (a, b) = (Stretched(graph, a, lead), Stretched(graph, b, lead));
        (Value x, bool transposeA) = Untransposed(graph, a);
        (Value y, bool transposeB) = Untransposed(graph, b);
        return graph.Add(new BatchMatMul(transposeA, transposeB), x, y);
    }

    private static IEnumerable<int> Lead(TensorType a, TensorType b)
        => TensorType.Broadcast("matmul", [a.With([.. a.Dims.Take(a.Rank - 2)]), b.With([.. b.Dims.Take(b.Rank - 2)])]).Dims;

    private static Value Stretched(GraphBuilder graph, Value x, IEnumerable<int> lead)
        => graph.Add(new Expand(new EquatableArray<int>([.. lead, .. graph.TypeOf(x).Dims.Skip(graph.TypeOf(x).Rank - 2)])), x);

    /// <summary>The factor below a transpose of the last two dimensions.</summary>
    private static (Value Value, bool Turned) Untransposed(GraphBuilder graph, Value x)
    {
        Node node = graph[x];
        int rank = node.Type.Rank;
        bool turned = node.Op is Permute permute && permute.Order.SequenceEqual([.. Enumerable.Range(0, rank - 2), rank - 1, rank - 2]);
        return turned ? (node.Inputs[0], true) : (x, false);
    }
}
