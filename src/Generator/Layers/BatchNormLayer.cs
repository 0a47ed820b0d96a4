using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Model;
using NeuralNet.Gen.Generator.Ops;

namespace NeuralNet.Gen.Generator.Layers;

/// <summary>Normalises each channel of [batch, channels, places…] over the batch, then scales and shifts it; keeps running statistics for prediction.</summary>
internal sealed class BatchNormLayer : Layer
{
    public override Value Apply(LayerContext context, Value x)
    {
        GraphBuilder graph = context.Graph;
        float epsilon = context.Arguments.Float("epsilon", 1e-5f, e => e > 0f && !float.IsInfinity(e), "a finite number above 0");
        float momentum = context.Arguments.Float("momentum", 0.1f, m => m >= 0f && m <= 1f, "a share between 0 and 1");
        TensorType type = context.Network.TypeOf(x);
        if (type.Rank < 2 || !type.IsBatched) throw context.Mismatch(x, "[batch, channels, …]", "batch normalisation works on channels");
        int channels = type.Dims[1];
        Value last = type.Rank > 2 ? ChannelsLast.From(graph, x) : x;
        Value mean = context.State("running_mean", channels, 0f), variance = context.State("running_var", channels, 1f);
        Value y = context.Arguments.Bool("affine", otherwise: true)
            ? graph.Add(
                new BatchNorm(epsilon), last, mean, variance,
                context.Parameter("weight", [channels], [0], new InitializerModel(InitializerForm.Constant, 1f)), context.Parameter("bias", [channels], [0], new InitializerModel(InitializerForm.Constant, 0f)))
            : graph.Add(new BatchNorm(epsilon), last, mean, variance);
        context.Network.Update(mean, now => graph.Add(new BatchStatistic(StatisticKind.Mean, momentum), last, now));
        context.Network.Update(variance, now => graph.Add(new BatchStatistic(StatisticKind.Variance, momentum), last, now));
        return type.Rank > 2 ? ChannelsLast.Back(graph, y) : y;
    }
}
