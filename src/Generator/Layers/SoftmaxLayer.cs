using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Ops;

namespace NeuralNet.Gen.Generator.Layers;

/// <summary>eˣ/Σeˣ along one dimension; any but the last is brought to the end and back.</summary>
internal sealed class SoftmaxLayer : Layer
{
    public override Value Apply(LayerContext context, Value x)
        => context.Graph.Along(x, context.Arguments.Dimension("dimension", context.Graph.TypeOf(x)), row => context.Graph.Add(new Softmax(), row));
}
