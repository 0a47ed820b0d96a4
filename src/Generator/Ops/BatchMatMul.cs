using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Model;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>
/// Matrix products [L…, m, k]·[L…, k, n] → [L…, m, n], one for each place of the leading dimensions. Factors may be given transposed. Every element is
/// one chain of fused multiply-adds in ascending k. da = dy·bᵀ, db = aᵀ·dy.
/// </summary>
/// <param name="Order">The order in which the result's dimensions lie in memory and in its type; default: as computed.</param>
internal sealed record BatchMatMul(bool TransposeA, bool TransposeB, EquatableArray<int> Order = default) : Op
{
    public override string Name => "batch_matmul";

    public override TensorType Infer(IReadOnlyList<TensorType> inputs)
    {
        TensorType a = inputs[0], b = inputs[1];
        int rank = a.Rank;
        if (rank < 3 || b.Rank != rank || !a.Dims.Take(rank - 2).SequenceEqual(b.Dims.Take(rank - 2)))
            throw new ShapeException($"{Name}: {a.ShapeText} and {b.ShapeText} do not share their leading dimensions");
        if (a.Dims[TransposeA ? rank - 2 : rank - 1] != b.Dims[TransposeB ? rank - 1 : rank - 2])
            throw new ShapeException($"{Name}: {a.ShapeText} and {b.ShapeText} do not share their inner dimension");
        TensorType plain = TensorType.Float([.. a.Dims.Take(rank - 2), a.Dims[TransposeA ? rank - 1 : rank - 2], b.Dims[TransposeB ? rank - 2 : rank - 1]]);
        return Order.Count == 0 ? plain : plain.With([.. Order.Select(d => plain.Dims[d])]);
    }

    public override void Differentiate(GradientBuilder g, Node node, Value dy)
    {
        if (Order.Count > 0) throw new InvalidOperationException("orders are chosen after differentiation");
        Value a = node.Inputs[0], b = node.Inputs[1];
        if (g.IsWanted(a)) g.Accumulate(a, TransposeA ? g.Graph.Add(new BatchMatMul(TransposeB, true), b, dy) : g.Graph.Add(new BatchMatMul(false, !TransposeB), dy, b));
        if (g.IsWanted(b)) g.Accumulate(b, TransposeB ? g.Graph.Add(new BatchMatMul(true, TransposeA), dy, a) : g.Graph.Add(new BatchMatMul(!TransposeA, false), a, dy));
    }

    public override long FlopsPerSample(IReadOnlyList<TensorType> inputs, TensorType result)
        => 2L * inputs[0].Dims[inputs[0].Rank - (TransposeA ? 2 : 1)] * result.PerSample;

    public override string Describe() => "batch_matmul" + (TransposeA ? " aᵀ" : "") + (TransposeB ? " bᵀ" : "") + (Order.Count > 0 ? $" order {Order}" : "");
}
