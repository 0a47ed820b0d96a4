using NeuralNet.Gen.Generator.Graph;

namespace NeuralNet.Gen.Generator.Layers;

/// <summary>Queries, keys and values of the same sequence.</summary>
internal sealed class SelfAttentionLayer : AttentionLayer
{
    public override Value Apply(LayerContext context, Value x) => Attend(context, x, x, isCausal: false);
}

/// <summary>Self-attention in which no place sees a later one.</summary>
internal sealed class CausalSelfAttentionLayer : AttentionLayer
{
    public override Value Apply(LayerContext context, Value x) => Attend(context, x, x, isCausal: true);
}
