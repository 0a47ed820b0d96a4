using NeuralNet.Gen.Generator.Emission;
using NeuralNet.Gen.Generator.Graph;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>
/// y = (x − μ)/√(σ² + ε), for each channel over the batch and all places, σ² the biased variance. dx = (dy − mean(dy) − y·mean(dy·y))/√(σ² + ε).
/// </summary>
internal sealed record BatchNormalise(float Epsilon) : Op
{
    public override string Name => "batch_normalise";

    public override TensorType Infer(IReadOnlyList<TensorType> inputs) => inputs[0];

    public override void Differentiate(GradientBuilder g, Node node, Value dy)
    {
        GraphBuilder graph = g.Graph;
        Value centred = graph.Minus(dy, Mean(graph, dy));
        Value along = graph.Times(node.Id, Mean(graph, graph.Times(dy, node.Id)));
        g.Accumulate(node.Inputs[0], graph.Over(graph.Minus(centred, along), Deviation(graph, node.Inputs[0])));
    }

    public override Value? Decompose(GraphBuilder graph, IReadOnlyList<Value> inputs) => graph.Over(Centred(graph, inputs[0]), Deviation(graph, inputs[0]));

    public override string Describe() => $"{Name} {Literals.Float(Epsilon)}";

    /// <summary>[batch, …, channels] → [channels].</summary>
    public static Value Mean(GraphBuilder graph, Value x)
    {
        TensorType type = graph.TypeOf(x);
        Value sum = graph.Add(new SumLeading(type.Rank - 1), x);
        return graph.Times(graph.Times(sum, 1f / (type.PerSample / type.Last)), graph.Add(new InverseBatch()));
    }

    public static Value Variance(GraphBuilder graph, Value x)
    {
        Value centred = Centred(graph, x);
        return Mean(graph, graph.Times(centred, centred));
    }

    private static Value Centred(GraphBuilder graph, Value x) => graph.Minus(x, Mean(graph, x));

    private Value Deviation(GraphBuilder graph, Value x) => graph.Add(new Sqrt(), graph.Plus(Variance(graph, x), graph.Constant(Epsilon)));
}
