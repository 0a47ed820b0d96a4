using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Model;
using NeuralNet.Gen.Generator.Ops;

namespace NeuralNet.Gen.Generator.Layers;

/// <summary>
/// Normalises groups of channels of [batch, channels, …] with all their places, then scales and shifts each channel: weight starts at 1, bias
/// at 0. The groups are rows, so this is layer normalisation of them.
/// </summary>
internal class GroupNormLayer : Layer
{
    protected virtual int GroupsOf(LayerContext context, int channels)
    {
        int groups = context.Arguments.Int("groups", least: 1);
        return channels % groups == 0 ? groups : throw context.Arguments.Bad("groups", Emission.Literals.Int(groups), $"a divisor of {Emission.Literals.Int(channels)} channels");
    }

    protected virtual bool IsAffine(LayerContext context) => context.Arguments.Bool("affine", otherwise: true);

    public sealed override Value Apply(LayerContext context, Value x)
    {
        GraphBuilder graph = context.Graph;
        TensorType type = graph.TypeOf(x);
        if (type.Rank < 2) throw context.Mismatch(x, "[batch, channels, …]", "dimension 1 is the channels");
        float epsilon = context.Arguments.Float("epsilon", 1e-5f, e => e > 0f && !float.IsInfinity(e), "a finite number above 0");
        int channels = type.Dims[1], groups = GroupsOf(context, channels), size = type.PerSample / groups;
        if (size == 1) throw context.Mismatch(x, "more than one number in a group", "a number alone is normalised to 0");
        Value rows = graph.Add(new Reshape(EquatableArray.Of(TensorType.Batch, groups, size)), x);
        Value y = graph.Add(new Reshape(type.Dims), graph.Add(new LayerNorm(epsilon), rows));
        if (!IsAffine(context)) return y;
        var perChannel = new Reshape(new EquatableArray<int>([channels, .. Enumerable.Repeat(1, type.Rank - 2)]));
        y = graph.Times(y, graph.Add(perChannel, context.Parameter("weight", [channels], [0], new InitializerModel(InitializerForm.Constant, 1f))));
        return graph.Plus(y, graph.Add(perChannel, context.Parameter("bias", [channels], [0], new InitializerModel(InitializerForm.Constant, 0f))));
    }
}
