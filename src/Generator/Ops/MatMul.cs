using NeuralNet.Gen.Generator.Graph;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>
/// The matrix product a·b of [m, k] and [k, n]; each factor may be given transposed. Every element is one chain of fused multiply-adds in
/// ascending k. da = dy·bᵀ, db = aᵀ·dy.
/// </summary>
/// <param name="TransposeA">a is given as [k, m].</param>
/// <param name="TransposeB">b is given as [n, k].</param>
internal sealed record MatMul(bool TransposeA = false, bool TransposeB = false) : Op
{
    public override string Name => "matmul";

    public override TensorType Infer(IReadOnlyList<TensorType> inputs)
    {
        TensorType a = inputs[0], b = inputs[1];
        if (a.Rank != 2 || b.Rank != 2) throw new ShapeException($"{Name}: {a.ShapeText} and {b.ShapeText} are not both matrices");
        int ka = a.Dims[TransposeA ? 0 : 1], kb = b.Dims[TransposeB ? 1 : 0];
        if (ka != kb) throw new ShapeException($"{Name}: {a.ShapeText} and {b.ShapeText} do not share their inner dimension");
        return TensorType.Float(a.Dims[TransposeA ? 1 : 0], b.Dims[TransposeB ? 0 : 1]);
    }

    public override void Differentiate(GradientBuilder g, Node node, Value dy)
    {
        Value a = node.Inputs[0], b = node.Inputs[1];
        if (g.IsWanted(a)) g.Accumulate(a, TransposeA ? g.Graph.Add(new MatMul(TransposeB, true), b, dy) : g.Graph.Add(new MatMul(false, !TransposeB), dy, b));
        if (g.IsWanted(b)) g.Accumulate(b, TransposeB ? g.Graph.Add(new MatMul(true, TransposeA), dy, a) : g.Graph.Add(new MatMul(!TransposeA, false), a, dy));
    }

    public override string Describe() => "matmul" + (TransposeA ? " aᵀ" : "") + (TransposeB ? " bᵀ" : "");
}
