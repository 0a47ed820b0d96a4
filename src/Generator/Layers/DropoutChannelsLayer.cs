using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Model;
using NeuralNet.Gen.Generator.Ops;

namespace NeuralNet.Gen.Generator.Layers;

/// <summary>Drops whole channels of [batch, channels, …]: one draw for each.</summary>
internal sealed class DropoutChannelsLayer : Layer
{
    public override Value Apply(LayerContext context, Value x)
    {
        TensorType type = context.Graph.TypeOf(x);
        if (type.Rank < 3) throw context.Mismatch(x, "[batch, channels, …]", "dimension 1 is the channels; use Dropout for numbers on their own");
        float probability = context.Arguments.Float("probability", 0.5f, p => p >= 0f && p < 1f, "a probability of at least 0 and below 1");
        Value rows = context.Graph.Add(new Reshape(EquatableArray.Of(TensorType.Batch, type.Dims[1], type.PerSample / type.Dims[1])), x);
        Value dropped = context.Graph.Add(new Dropout(probability, context.Network.PurposeOf(RandomKind.Dropout, context.Name), PerRow: true), rows);
        return context.Graph.Add(new Reshape(type.Dims), dropped);
    }
}
