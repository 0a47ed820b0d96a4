using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Ops;

namespace NeuralNet.Gen.Generator.Layers;

/// <summary>a·σ(b) for the halves a and b of one dimension (Dauphin et al., 2017).</summary>
internal sealed class GluLayer : Layer
{
    public override Value Apply(LayerContext context, Value x)
    {
        GraphBuilder graph = context.Graph;
        int axis = context.Arguments.Dimension("dimension", graph.TypeOf(x)), extent = graph.TypeOf(x).Dims[axis];
        if (extent % 2 != 0) throw context.Mismatch(x, "an even extent", "one half of it gates the other");
        Value a = graph.SliceOf(x, axis, 0, extent / 2), b = graph.SliceOf(x, axis, extent / 2, extent / 2);
        return graph.Times(a, graph.Add(new Sigmoid(), b));
    }
}
