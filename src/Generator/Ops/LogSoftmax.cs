using NeuralNet.Gen.Generator.Graph;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>x − ln Σeˣ over the last dimension, shifted by its maximum against overflow. dx = dy − softmax(x)·Σdy.</summary>
internal sealed record LogSoftmax : Op
{
    public override string Name => "log_softmax";

    public override TensorType Infer(IReadOnlyList<TensorType> inputs)
        => inputs[0].Rank > 0 ? inputs[0] : throw new ShapeException($"{Name}: a single number has no dimension to normalise over");

    public override void Differentiate(GradientBuilder g, Node node, Value dy)
    {
        GraphBuilder graph = g.Graph;
        g.Accumulate(node.Inputs[0], graph.Minus(dy, graph.Times(graph.Add(new Softmax(), node.Inputs[0]), graph.SumLast(dy))));
    }

    public override Value? Decompose(GraphBuilder graph, IReadOnlyList<Value> inputs)
    {
        Value x = inputs[0];
        Value shifted = graph.Minus(x, graph.Add(new Reduce(ReduceKind.Max, graph.TypeOf(x).Rank - 1), x));
        return graph.Minus(shifted, graph.Add(new Log(), graph.SumLast(graph.Add(new Exp(), shifted))));
    }
}
