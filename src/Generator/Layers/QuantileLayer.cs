using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Ops;

namespace NeuralNet.Gen.Generator.Layers;

/// <summary>q·d where the target lies d ≥ 0 above the output, (q − 1)·d where it lies below.</summary>
internal sealed class QuantileLayer : MeanLossLayer
{
    protected override Value Error(LayerContext context, Value output, Value target)
    {
        GraphBuilder graph = context.Graph;
        float quantile = context.Arguments.Float("quantile", 0.5f, q => q > 0f && q < 1f, "above 0 and below 1");
        Value above = graph.Minus(target, output);
        return graph.Add(new Where(), graph.Add(new Greater(), above, graph.Constant(0f)), graph.Times(above, quantile), graph.Times(above, quantile - 1f));
    }
}
