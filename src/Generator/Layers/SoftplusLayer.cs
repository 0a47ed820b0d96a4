using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Ops;

namespace NeuralNet.Gen.Generator.Layers;

/// <summary>ln(1 + e^(βx))/β, composed of the plain softplus and two scalings.</summary>
internal sealed class SoftplusLayer : Layer
{
    public override Value Apply(LayerContext context, Value x)
    {
        float beta = context.Arguments.Float("beta", 1f, b => b > 0f && !float.IsInfinity(b), "a finite number above 0");
        Value y = context.Graph.Add(new Softplus(), context.Graph.Times(x, beta));
        return beta == 1f ? y : context.Graph.Over(y, context.Graph.Constant(beta));
    }
}
