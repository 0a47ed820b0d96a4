using NeuralNet.Gen.Generator.Emission;
using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Model;
using NeuralNet.Gen.Generator.Ops;

namespace NeuralNet.Gen.Generator.Layers;

/// <summary>
/// Multi-head attention (Vaswani et al., 2017): queries are a dense layer of x, keys and values dense layers of a memory, each head's weighted values are
/// computed where the heads lie, and a dense layer joins them.
/// </summary>
internal abstract class AttentionLayer : Layer
{
    /// <summary>Queries from <paramref name="x"/>, keys and values from <paramref name="memory"/>.</summary>
    protected static Value Attend(LayerContext context, Value x, Value memory, bool isCausal)
    {
        GraphBuilder graph = context.Graph;
        int heads = context.Arguments.Int("heads", least: 1);
        TensorType type = graph.TypeOf(x), source = graph.TypeOf(memory);
        if (type.Rank != 3 || !type.IsBatched) throw context.Mismatch(x, "[batch, time, features]", "attention works on sequences");
        if (source.Rank != 3 || !source.IsBatched) throw context.Mismatch(memory, "[batch, time, features]", "attention works on sequences");
        int width = type.Last;
        if (width % heads != 0) throw context.Arguments.Bad("heads", Literals.Int(heads), $"a divisor of the width {Literals.Int(width)}");
        float rotary = context.Arguments.Float("rotary", 0f, b => b is 0f or >= 1f && !float.IsInfinity(b), "0 for none, or a finite base of at least 1");
        if (rotary != 0f && width / heads % 2 != 0) throw context.Arguments.Bad("rotary", Literals.Shortest(rotary), $"an even width of each head, which is {Literals.Int(width / heads)}");
        var product = new ScaledDotProduct(context.Network, context.Operands ?? context.Arguments, isCausal, ScaledDotProduct.ReadDropout(context.Arguments), context.Name);
        Value mixed = product.Apply(Heads("query", x, rotary), Heads("key", memory, rotary), Heads("value", memory, 0f));
        Value joined = graph.Add(new Reshape(type.Dims), graph.Add(new Permute(EquatableArray.Of(0, 2, 1, 3)), mixed));
        return Project("output", joined);

        Value Heads(string name, Value input, float turns)
        {
            Value split = graph.Add(new Reshape(EquatableArray.Of(TensorType.Batch, graph.TypeOf(input).Dims[1], heads, width / heads)), Project(name, input));
            // Turned before the heads part, where the numbers lie: the permutation stays a view.
            if (turns != 0f) split = Rotate.At(graph, split, 1, turns);
            return graph.Add(new Permute(EquatableArray.Of(0, 2, 1, 3)), split);
        }

        Value Project(string name, Value input)
        {
            int fanIn = graph.TypeOf(input).Last;
            var bound = new InitializerModel(InitializerForm.Uniform, (float)(1 / Math.Sqrt(fanIn)));
            Value result = graph.Add(new MatMul(), input, context.Parameter(name + ".weight", [width, fanIn], [1, 0], bound));
            return graph.Plus(result, context.Parameter(name + ".bias", [width], [0], bound));
        }
    }
}
