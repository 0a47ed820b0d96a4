using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Ops;

namespace NeuralNet.Gen.Generator.Layers;

internal sealed class MeanSquaredErrorLayer : MeanLossLayer
{
    protected override Value Error(LayerContext context, Value output, Value target)
    {
        Value difference = context.Graph.Minus(output, target);
        return context.Graph.Times(difference, difference);
    }
}
