using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Model;
using NeuralNet.Gen.Generator.Ops;

namespace NeuralNet.Gen.Generator.Layers;

/// <summary>Normalises the last dimension, then scales and shifts it: weight starts at 1, bias at 0.</summary>
internal sealed class LayerNormLayer : Layer
{
    public override Value Apply(LayerContext context, Value x)
    {
        float epsilon = context.Arguments.Float("epsilon", 1e-5f, e => e > 0f && !float.IsInfinity(e), "a finite number above 0");
        int width = context.Network.TypeOf(x).Last;
        Value y = context.Graph.Add(new LayerNorm(epsilon), x);
        y = context.Graph.Times(y, context.Parameter("weight", [width], [0], new InitializerModel(InitializerForm.Constant, 1f)));
        return context.Graph.Plus(y, context.Parameter("bias", [width], [0], new InitializerModel(InitializerForm.Constant, 0f)));
    }
}
