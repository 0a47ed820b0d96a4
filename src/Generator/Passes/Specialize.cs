using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Ops;

namespace NeuralNet.Gen.Generator.Passes;

/// <summary>Settles what differs between training and prediction, and keeps the outputs that one program has.</summary>
internal static class Specialize
{
    public static TensorGraph Run(TensorGraph graph, bool training, Func<GraphOutput, bool> isKept)
    {
        var kept = graph with { Outputs = new Model.EquatableArray<GraphOutput>(graph.Outputs.Where(isKept)) };
        return kept.Rewrite((builder, node, inputs) =>
        {
            if (node.Op is BatchNorm norm) return norm.Specialize(builder, inputs, training);
            if (node.Op is not Dropout dropout) return builder.Add(node.Op, inputs);
            return training ? builder.Times(inputs[0], builder.Add(new DropoutMask(dropout.Probability, dropout.Purpose, dropout.MaskOf(builder.TypeOf(inputs[0]))))) : inputs[0];
        });
    }
}
