using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Ops;

namespace NeuralNet.Gen.Generator.Passes;

/// <summary>
/// Kernels walk along the rows of a product's second factor. A product x·Wᵀ would walk down columns; it becomes (W·xᵀ)ᵀ, which transposes
/// activations, small, instead of weights, large, and lets vectors run along the batch.
/// </summary>
internal static class OrientProducts
{
    public static TensorGraph Run(TensorGraph graph) => graph.Rewrite((builder, node, inputs) =>
    {
        if (node.Op is not MatMul { TransposeB: true } product) return builder.Add(node.Op, inputs);
        if (product.TransposeA) return builder.Add(new Transpose(1), builder.Add(new MatMul(), inputs[1], inputs[0]));
        Value turned = builder.Add(new Transpose(builder.TypeOf(inputs[0]).Rank - 1), inputs[0]);
        return builder.Add(new Transpose(1), builder.Add(new MatMul(), inputs[1], turned));
    });
}
