using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Model;
using NeuralNet.Gen.Generator.Ops;

namespace NeuralNet.Gen.Generator.Layers;

/// <summary>
/// Multi-head self-attention (Vaswani et al., 2017): queries, keys and values are dense layers of x, each head's softmax(q·kᵀ/√d)·v is computed where
/// the heads lie, and a dense layer joins them.
/// </summary>
internal class SelfAttentionLayer : Layer
{
    protected virtual bool IsCausal => false;

    public override Value Apply(LayerContext context, Value x)
    {
        GraphBuilder graph = context.Graph;
        int heads = context.Arguments.Int("heads", least: 1);
        TensorType type = context.Network.TypeOf(x);
        if (type.Rank != 3) throw context.Mismatch(x, "[batch, time, features]", "attention works on sequences");
        int time = type.Dims[1], width = type.Dims[2];
        if (width % heads != 0) throw context.Arguments.Bad("heads", Emission.Literals.Int(heads), $"a divisor of the width {Emission.Literals.Int(width)}");
        Value q = Heads("query"), k = Heads("key"), v = Heads("value");
        Value scores = graph.Times(graph.Add(new BatchMatMul(false, true), q, k), (float)(1 / Math.Sqrt(width / heads)));
        if (IsCausal) scores = graph.Add(new Where(), graph.Add(new CausalMask(time)), scores, graph.Constant(float.NegativeInfinity));
        Value mixed = graph.Add(new BatchMatMul(false, false), graph.Add(new Softmax(), scores), v);
        Value joined = graph.Add(new Reshape(EquatableArray.Of(TensorType.Batch, time, width)), graph.Add(new Permute(EquatableArray.Of(0, 2, 1, 3)), mixed));
        return Project("output", joined);

        Value Heads(string name)
        {
            Value split = graph.Add(new Reshape(EquatableArray.Of(TensorType.Batch, time, heads, width / heads)), Project(name, x));
            return graph.Add(new Permute(EquatableArray.Of(0, 2, 1, 3)), split);
        }

        Value Project(string name, Value input)
        {
            var bound = new InitializerModel(InitializerForm.Uniform, (float)(1 / Math.Sqrt(width)));
            Value product = graph.Add(new MatMul(), input, context.Parameter(name + ".weight", [width, width], [1, 0], bound));
            return graph.Plus(product, context.Parameter(name + ".bias", [width], [0], bound));
        }
    }
}

/// <summary>Self-attention in which no place sees a later one.</summary>
internal sealed class CausalSelfAttentionLayer : SelfAttentionLayer
{
    protected override bool IsCausal => true;
}
