using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Ops;

namespace NeuralNet.Gen.Generator.Layers;

internal sealed class DropoutLayer : Layer
{
    public override Value Apply(LayerContext context, Value x)
    {
        float probability = context.Arguments.Float("probability", 0.5f, p => p >= 0f && p < 1f, "a probability of at least 0 and below 1");
        return context.Graph.Add(new Dropout(probability, context.Network.PurposeOf(RandomKind.Dropout, context.Name)), x);
    }
}
