using NeuralNet.Gen.Generator.Graph;

namespace NeuralNet.Gen.Generator.Layers;

/// <summary>Attention as a layer object: every use shares the four projections.</summary>
internal sealed class MultiHeadAttentionLayer : AttentionLayer
{
    public override Value Apply(LayerContext context, Value x)
        => Attend(context, x, context.Operands?.Optional("memory") ?? x, context.Arguments.Bool("causal", otherwise: false));
}
