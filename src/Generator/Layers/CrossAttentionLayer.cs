using NeuralNet.Gen.Generator.Graph;

namespace NeuralNet.Gen.Generator.Layers;

/// <summary>Queries of one sequence, keys and values of another.</summary>
internal sealed class CrossAttentionLayer : AttentionLayer
{
    public override Value Apply(LayerContext context, Value x)
        => Attend(context, x, context.Arguments.Optional("memory") ?? throw context.Arguments.Bad("memory", "nothing", "a tensor [batch, time, features]"), isCausal: false);
}
