using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Ops;

namespace NeuralNet.Gen.Generator.Passes;

/// <summary>
/// Kernels walk along the rows of a product's second factor. A product x·Wᵀ would walk down columns. Where a sample has few rows it becomes (W·xᵀ)ᵀ, which transposes
/// activations, small, instead of weights, large, and lets vectors run along the batch. Where it has many, as in a sequence, the weights are what is small: they are transposed,
/// once for the whole batch. A chain's terms and their order are the same either way.
/// </summary>
internal static class OrientProducts
{
    /// <summary>Samples of the batch that the choice is made for.</summary>
    private const int UsualSamples = 16;

    public static TensorGraph Run(TensorGraph graph) => graph.Rewrite((builder, node, inputs) =>
    {
        if (node.Op is not MatMul { TransposeB: true } product) return builder.Add(node.Op, inputs);
        if (product.TransposeA) return builder.Add(new Transpose(1), builder.Add(new MatMul(), inputs[1], inputs[0]));
        if (PrefersWeights(builder.TypeOf(inputs[0]), builder.TypeOf(inputs[1]))) return builder.Add(new MatMul(), inputs[0], builder.Add(new Transpose(1), inputs[1]));
        Value turned = builder.Add(new Transpose(builder.TypeOf(inputs[0]).Rank - 1), inputs[0]);
        return builder.Add(new Transpose(1), builder.Add(new MatMul(), inputs[1], turned));
    });

    /// <summary>Whether fewer numbers move when the second factor is transposed than when the first one and the result are.</summary>
    private static bool PrefersWeights(TensorType activations, TensorType weights)
    {
        if (weights.IsBatched || !activations.IsBatched) return false;
        long rows = activations.PerSample / activations.Last;
        return rows > 1 && UsualSamples * rows * ((long)weights.Dims[0] + weights.Dims[1]) > weights.PerSample;
    }
}
