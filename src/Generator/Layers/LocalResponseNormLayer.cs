using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Model;
using NeuralNet.Gen.Generator.Ops;

namespace NeuralNet.Gen.Generator.Layers;

/// <summary>x/(k + α/n·Σx²)^β, the sum over n neighbouring channels of [batch, channels, …].</summary>
internal sealed class LocalResponseNormLayer : Layer
{
    public override Value Apply(LayerContext context, Value x)
    {
        GraphBuilder graph = context.Graph;
        TensorType type = graph.TypeOf(x);
        if (type.Rank < 3) throw context.Mismatch(x, "[batch, channels, …]", "dimension 1 is the channels");
        int size = context.Arguments.Int("size", least: 1), channels = type.Dims[1];
        float alpha = context.Arguments.Float("alpha", 1e-4f), beta = context.Arguments.Float("beta", 0.75f), k = context.Arguments.Float("k", 1f);
        var before = new int[type.Rank];
        var after = new int[type.Rank];
        (before[1], after[1]) = (size / 2, (size - 1) / 2);
        Value squares = graph.Add(Embed.Padding(type, before, after, 0f), graph.Times(x, x));
        Value sum = graph.SliceOf(squares, 1, 0, channels);
        for (int i = 1; i < size; i++) sum = graph.Plus(sum, graph.SliceOf(squares, 1, i, channels));
        return graph.Over(x, graph.Add(new Pow(beta), graph.Plus(graph.Times(sum, alpha / size), graph.Constant(k))));
    }
}
