using NeuralNet.Gen.Generator.Graph;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>eˣ/Σeˣ over the last dimension, shifted by its maximum against overflow. dx = y·(dy − Σ dy·y).</summary>
internal sealed record Softmax : Op
{
    public override string Name => "softmax";

    public override TensorType Infer(IReadOnlyList<TensorType> inputs)
        => inputs[0].Rank > 0 ? inputs[0] : throw new ShapeException($"{Name}: a single number has no dimension to normalise over");

    public override void Differentiate(GradientBuilder g, Node node, Value dy)
    {
        Value weighted = g.Graph.SumLast(g.Graph.Times(dy, node.Id));
        g.Accumulate(node.Inputs[0], g.Graph.Times(node.Id, g.Graph.Minus(dy, weighted)));
    }

    public override Value? Decompose(GraphBuilder graph, IReadOnlyList<Value> inputs)
    {
        Value x = inputs[0];
        Value shifted = graph.Minus(x, graph.Add(new Reduce(ReduceKind.Max, graph.TypeOf(x).Rank - 1), x));
        Value exp = graph.Add(new Exp(), shifted);
        return graph.Over(exp, graph.SumLast(exp));
    }
}
