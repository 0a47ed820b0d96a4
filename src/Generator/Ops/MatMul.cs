using NeuralNet.Gen.Generator.Graph;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>
/// The matrix product a·b: the last dimension of a meets the first of b, [rows…, k]·[k, columns…] → [rows…, columns…]. Each factor may be given
/// transposed. Every element is one chain of fused multiply-adds in ascending k. da = dy·bᵀ, db = aᵀ·dy.
/// </summary>
/// <param name="TransposeA">a is given as [k…, m]: all but its last dimension meet the leading ones of b.</param>
/// <param name="TransposeB">b is given as [n, k].</param>
internal sealed record MatMul(bool TransposeA = false, bool TransposeB = false) : Op
{
    public override string Name => "matmul";

    /// <summary>How many dimensions of a are summed over.</summary>
    public int Inner(TensorType a) => TransposeA ? a.Rank - 1 : 1;

    public override TensorType Infer(IReadOnlyList<TensorType> inputs)
    {
        TensorType a = inputs[0], b = inputs[1];
        if (a.Rank < 2 || b.Rank < 2 || (TransposeB && b.Rank != 2)) throw new ShapeException($"{Name}: {a.ShapeText} and {b.ShapeText} are not both matrices");
        int inner = Inner(a);
        IEnumerable<int> summedA = TransposeA ? a.Dims.Take(inner) : a.Dims.Skip(a.Rank - 1), summedB = TransposeB ? b.Dims.Skip(1) : b.Dims.Take(inner);
        if (!summedA.SequenceEqual(summedB)) throw new ShapeException($"{Name}: {a.ShapeText} and {b.ShapeText} do not share their inner dimension");
        IEnumerable<int> rows = TransposeA ? a.Dims.Skip(inner) : a.Dims.Take(a.Rank - 1), columns = TransposeB ? b.Dims.Take(1) : b.Dims.Skip(inner);
        return TensorType.Float([.. rows, .. columns]);
    }

    public override void Differentiate(GradientBuilder g, Node node, Value dy)
    {
        Value a = node.Inputs[0], b = node.Inputs[1];
        if (TransposeA || g.Graph.TypeOf(b).Rank != 2) throw new NotDifferentiableException($"'{Name}' of '{node.Origin}' has no gradient in its internal form");
        if (g.IsWanted(a)) g.Accumulate(a, g.Graph.Add(new MatMul(false, !TransposeB), dy, b));
        if (g.IsWanted(b)) g.Accumulate(b, TransposeB ? g.Graph.Add(new MatMul(true), dy, a) : g.Graph.Add(new MatMul(true), a, dy));
    }

    public override long FlopsPerSample(IReadOnlyList<TensorType> inputs, TensorType result)
    {
        TensorType a = inputs[0];
        IEnumerable<int> summed = TransposeA ? a.Dims.Take(Inner(a)) : a.Dims.Skip(a.Rank - 1);
        // The batch stands as -1: one sample.
        return 2 * summed.Concat(result.Dims).Aggregate(1L, (size, dim) => size * Math.Abs(dim));
    }

    public override string Describe() => "matmul" + (TransposeA ? " aᵀ" : "") + (TransposeB ? " bᵀ" : "");
}
