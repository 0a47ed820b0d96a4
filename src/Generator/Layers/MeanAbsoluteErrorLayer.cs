using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Ops;

namespace NeuralNet.Gen.Generator.Layers;

internal sealed class MeanAbsoluteErrorLayer : MeanLossLayer
{
    protected override Value Error(LayerContext context, Value output, Value target) => context.Graph.Add(new Abs(), context.Graph.Minus(output, target));
}
