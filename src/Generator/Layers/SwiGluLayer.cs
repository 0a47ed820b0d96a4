using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Ops;

namespace NeuralNet.Gen.Generator.Layers;

/// <summary>a·σ(a)·b for the halves a and b of one dimension (Shazeer, 2020).</summary>
internal sealed class SwiGluLayer : Layer
{
    public override Value Apply(LayerContext context, Value x)
    {
        GraphBuilder graph = context.Graph;
        int axis = context.Arguments.Dimension("dimension", graph.TypeOf(x)), extent = graph.TypeOf(x).Dims[axis];
        if (extent % 2 != 0) throw context.Mismatch(x, "an even extent", "one half of it gates the other");
        Value a = graph.SliceOf(x, axis, 0, extent / 2), b = graph.SliceOf(x, axis, extent / 2, extent / 2);
        return graph.Times(graph.Add(new Silu(), a), b);
    }
}
