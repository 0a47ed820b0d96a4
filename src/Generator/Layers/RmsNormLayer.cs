using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Model;
using NeuralNet.Gen.Generator.Ops;

namespace NeuralNet.Gen.Generator.Layers;

/// <summary>Scales the last dimension to a mean square of 1, then by a trained weight that starts at 1.</summary>
internal sealed class RmsNormLayer : Layer
{
    public override Value Apply(LayerContext context, Value x)
    {
        float epsilon = context.Arguments.Float("epsilon", 1e-5f, e => e > 0f && !float.IsInfinity(e), "a finite number above 0");
        int width = context.Network.TypeOf(x).Last;
        Value weight = context.Parameter("weight", [width], [0], new InitializerModel(InitializerForm.Constant, 1f));
        return context.Graph.Times(context.Graph.Add(new RmsNorm(epsilon), x), weight);
    }
}
