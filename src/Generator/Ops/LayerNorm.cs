using NeuralNet.Gen.Generator.Emission;
using NeuralNet.Gen.Generator.Graph;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>
/// y = (x − μ)/√(σ² + ε) over the last dimension, σ² the biased variance. dx = (dy − mean(dy) − y·mean(dy·y))/√(σ² + ε). Ba et al., 2016.
/// </summary>
internal sealed record LayerNorm(float Epsilon) : Op
{
    public override string Name => "layer_norm";

    public override TensorType Infer(IReadOnlyList<TensorType> inputs)
        => inputs[0].Rank > 0 ? inputs[0] : throw new ShapeException($"{Name}: a single number has no dimension to normalise over");

    public override void Differentiate(GradientBuilder g, Node node, Value dy)
    {
        GraphBuilder graph = g.Graph;
        Value centred = graph.Minus(dy, MeanLast(graph, dy));
        Value along = graph.Times(node.Id, MeanLast(graph, graph.Times(dy, node.Id)));
        g.Accumulate(node.Inputs[0], graph.Over(graph.Minus(centred, along), Parts(graph, node.Inputs[0]).Deviation));
    }

    public override Value? Decompose(GraphBuilder graph, IReadOnlyList<Value> inputs)
    {
        (Value centred, Value deviation) = Parts(graph, inputs[0]);
        return graph.Over(centred, deviation);
    }

    public override string Describe() => $"layer_norm {Literals.Float(Epsilon)}";

    private static Value MeanLast(GraphBuilder graph, Value x) => graph.Times(graph.SumLast(x), 1f / graph.TypeOf(x).Last);

    private (Value Centred, Value Deviation) Parts(GraphBuilder graph, Value x)
    {
        Value centred = graph.Minus(x, MeanLast(graph, x));
        Value variance = MeanLast(graph, graph.Times(centred, centred));
        return (centred, graph.Add(new Sqrt(), graph.Plus(variance, graph.Constant(Epsilon))));
    }
}
