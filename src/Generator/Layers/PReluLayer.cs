using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Model;
using NeuralNet.Gen.Generator.Ops;

namespace NeuralNet.Gen.Generator.Layers;

/// <summary>x where x &gt; 0, otherwise a·x with a trained slope a: one, or one for each channel (He et al., 2015).</summary>
internal sealed class PReluLayer : Layer
{
    public override Value Apply(LayerContext context, Value x)
    {
        GraphBuilder graph = context.Graph;
        TensorType type = graph.TypeOf(x);
        int slopes = context.Arguments.IsGiven("parameters") ? context.Arguments.Int("parameters", least: 1) : 1;
        if (slopes != 1 && (type.Rank < 2 || type.Dims[1] != slopes))
            throw context.Mismatch(x, $"[batch, {Emission.Literals.Int(slopes)}, …]", "give as many slopes as there are channels, dimension 1, or one");
        float start = context.Arguments.Float("initial", 0.25f);
        Value slope = context.Parameter("weight", [slopes], [0], new InitializerModel(InitializerForm.Constant, start));
        if (slopes != 1) slope = graph.Add(new Reshape(new EquatableArray<int>([slopes, .. Enumerable.Repeat(1, type.Rank - 2)])), slope);
        return graph.Add(new Where(), graph.Add(new Greater(), x, graph.Constant(0f)), x, graph.Times(x, slope));
    }
}
