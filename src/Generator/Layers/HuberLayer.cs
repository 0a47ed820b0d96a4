using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Ops;

namespace NeuralNet.Gen.Generator.Layers;

internal sealed class HuberLayer : MeanLossLayer
{
    protected override Value Error(LayerContext context, Value output, Value target)
    {
        float delta = context.Arguments.Float("Delta", 1f, d => d > 0f && !float.IsInfinity(d), "a finite number above 0");
        return context.Graph.Add(new Huber(delta), context.Graph.Minus(output, target));
    }
}
