using NeuralNet.Gen.Generator.Emission;
using NeuralNet.Gen.Generator.Graph;

namespace NeuralNet.Gen.Generator.Ops;

internal enum StatisticKind
{
    Mean,
    Variance,
}

/// <summary>
/// The next running statistic: inputs x [batch, …, channels] and the running one so far, (1 − m)·running + m·of the batch. The variance is the unbiased one, as PyTorch's; of one
/// number it is taken as it is.
/// </summary>
/// <param name="Momentum">m, the share of the batch.</param>
internal sealed record BatchStatistic(StatisticKind Kind, float Momentum) : Op
{
    public override string Name => Kind == StatisticKind.Mean ? "running_mean" : "running_variance";

    public override TensorType Infer(IReadOnlyList<TensorType> inputs) => inputs[1];

    public override Value? Decompose(GraphBuilder graph, IReadOnlyList<Value> inputs)
    {
        Value x = inputs[0], batch = Kind == StatisticKind.Mean ? BatchNormalise.Mean(graph, x) : Unbiased(graph, x);
        return graph.Plus(graph.Times(inputs[1], 1f - Momentum), graph.Times(batch, Momentum));
    }

    public override string Describe() => $"{Name} momentum {Literals.Float(Momentum)}";

    /// <summary>σ²·n/(n − 1) = σ²/(1 − 1/n), n the number of samples and places.</summary>
    private static Value Unbiased(GraphBuilder graph, Value x)
    {
        TensorType type = graph.TypeOf(x);
        Value inverse = graph.Times(graph.Add(new InverseBatch()), 1f / (type.PerSample / type.Last)), one = graph.Constant(1f), rest = graph.Minus(one, inverse);
        Value divisor = graph.Add(new Where(), graph.Add(new Greater(), rest, graph.Constant(0f)), rest, one);
        return graph.Over(BatchNormalise.Variance(graph, x), divisor);
    }
}
