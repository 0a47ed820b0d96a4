using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Model;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>What half of a batched product need not be computed, where places look only at those before them.</summary>
internal enum Triangle
{
    None,

    /// <summary>Places of the result after the diagonal are read by nobody: they may hold anything.</summary>
    Result,

    /// <summary>The first factor, as it is multiplied, is 0 after the diagonal.</summary>
    First,

    /// <summary>The first factor, as it is multiplied, is 0 before the diagonal.</summary>
    FirstUpper,
}

/// <summary>
/// Matrix products [L…, m, k]·[L…, k, n] → [L…, m, n], one for each place of the leading dimensions. Factors may be given transposed. Every element is
/// one chain of fused multiply-adds in ascending k. da = dy·bᵀ, db = aᵀ·dy.
/// </summary>
/// <param name="Order">The order in which the result's dimensions lie in memory and in its type; default: as computed.</param>
internal sealed record BatchMatMul(bool TransposeA, bool TransposeB, EquatableArray<int> Order = default) : Op
{
    /// <summary>The half that attention over the past leaves out. The same terms in the same order are left: a product with 0 changes no sum.</summary>
    public Triangle Triangle { get; init; }

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
        if (Triangle != Triangle.None)
        {
            DifferentiateTriangle(g, a, b, dy);
            return;
        }

        if (g.IsWanted(a)) g.Accumulate(a, TransposeA ? g.Graph.Add(new BatchMatMul(TransposeB, true), b, dy) : g.Graph.Add(new BatchMatMul(false, !TransposeB), dy, b));
        if (g.IsWanted(b)) g.Accumulate(b, TransposeB ? g.Graph.Add(new BatchMatMul(true, TransposeA), dy, a) : g.Graph.Add(new BatchMatMul(!TransposeA, false), a, dy));
    }

    private void DifferentiateTriangle(GradientBuilder g, Value a, Value b, Value dy)
    {
        if (TransposeA || Triangle == Triangle.FirstUpper) throw new NotDifferentiableException("a product that only gradients have was differentiated");
        if (g.IsWanted(b)) g.Accumulate(b, g.Graph.Add(new BatchMatMul(true, false) { Triangle = Triangle.FirstUpper }, TransposeB ? dy : a, TransposeB ? a : dy));
        if (!g.IsWanted(a)) return;
        var product = new BatchMatMul(false, !TransposeB) { Triangle = Triangle == Triangle.First ? Triangle.Result : Triangle.First };
        Value da = g.Graph.Add(product, dy, b);
        // What lies after the diagonal is 0 from here on, whatever the kernel left there.
        if (Triangle == Triangle.First) da = g.Graph.Add(new Where(), g.Graph.Add(new CausalMask(g.Graph.TypeOf(da).Last)), da, g.Graph.Constant(0f));
        g.Accumulate(a, da);
    }

    public override long FlopsPerSample(IReadOnlyList<TensorType> inputs, TensorType result)
        => 2L * inputs[0].Dims[inputs[0].Rank - (TransposeA ? 2 : 1)] * result.PerSample;

    public override string Describe() => "batch_matmul" + (TransposeA ? " aᵀ" : "") + (TransposeB ? " bᵀ" : "") + (Order.Count > 0 ? $" order {Order}" : "") + (Triangle == Triangle.None ? "" : $" triangle {Triangle}");
}
