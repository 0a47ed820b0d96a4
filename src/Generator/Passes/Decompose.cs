using NeuralNet.Gen.Generator.Graph;

namespace NeuralNet.Gen.Generator.Passes;

/// <summary>Replaces composite ops by primitive ones, so that fusion sees a softmax as maximum, exponents, sum and quotient.</summary>
internal static class Decompose
{
    public static TensorGraph Run(TensorGraph graph)
    {
        while (true)
        {
            bool changed = false;
            graph = graph.Rewrite((builder, node, inputs) =>
            {
                if (node.Op.Decompose(builder, inputs) is not { } primitive) return builder.Add(node.Op, inputs);
                changed = true;
                return primitive;
            });
            if (!changed) return graph;
        }
    }
}
