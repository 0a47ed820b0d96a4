using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Model;
using NeuralNet.Gen.Generator.Ops;

namespace NeuralNet.Gen.Generator.Passes;

/// <summary>
/// Decides where the matrices of batched products lie. Kernels walk along rows of the second factor, so a transposed second factor becomes an
/// explicit permutation; and a permutation that is a product's only reader becomes the order in which the product stores its result.
/// </summary>
internal static class PlaceMatrices
{
    public static TensorGraph Run(TensorGraph graph) => FoldOrders(OrientSecondFactors(graph));

    private static TensorGraph OrientSecondFactors(TensorGraph graph) => graph.Rewrite((builder, node, inputs) =>
    {
        if (node.Op is not BatchMatMul { TransposeB: true } product) return builder.Add(node.Op, inputs);
        int rank = builder.TypeOf(inputs[1]).Rank;
        int[] swap = [.. Enumerable.Range(0, rank - 2), rank - 1, rank - 2];
        return builder.Add(product with { TransposeB = false }, inputs[0], builder.Add(new Permute(EquatableArray.Of(swap)), inputs[1]));
    });

    private static TensorGraph FoldOrders(TensorGraph graph)
    {
        int[] uses = graph.CountUses();
        return graph.Rewrite((builder, node, inputs) =>
        {
            bool folds = node.Op is Permute && graph[node.Inputs[0]].Op is BatchMatMul { Order.Count: 0 } && uses[node.Inputs[0].Id] == 1;
            if (!folds || node.Op is not Permute permute || permute.Order[permute.Order.Count - 1] != permute.Order.Count - 1) return builder.Add(node.Op, inputs);
            Node product = builder[inputs[0]];
            return builder.Add((BatchMatMul)product.Op with { Order = permute.Order }, [.. product.Inputs]);
        });
    }
}
