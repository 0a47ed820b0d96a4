using NeuralNet.Gen.Generator.Emission;
using NeuralNet.Gen.Generator.Graph;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>½d² where |d| ≤ δ, otherwise δ·(|d| − ½δ). dd = dy·clamp(d, −δ, δ). Huber, 1964.</summary>
internal sealed record Huber(float Delta) : ElementwiseOp
{
    public override string Name => "huber";

    public override void Differentiate(GradientBuilder g, Node node, Value dy)
    {
        GraphBuilder graph = g.Graph;
        Value d = node.Inputs[0], delta = graph.Constant(Delta), minus = graph.Constant(-Delta);
        Value capped = graph.Add(new Where(), graph.Add(new Greater(), d, delta), delta, d);
        g.Accumulate(d, graph.Times(graph.Add(new Where(), graph.Add(new Greater(), minus, d), minus, capped), dy));
    }

    public override Value? Decompose(GraphBuilder graph, IReadOnlyList<Value> inputs)
    {
        Value d = inputs[0], size = graph.Add(new Abs(), d);
        Value square = graph.Times(graph.Times(d, d), 0.5f), line = graph.Times(graph.Minus(size, graph.Constant(0.5f * Delta)), Delta);
        return graph.Add(new Where(), graph.Add(new Greater(), size, graph.Constant(Delta)), line, square);
    }

    public override string Emit(SimdForm form, IReadOnlyList<string> args) => throw new InvalidOperationException("huber is decomposed before kernels are made");

    public override string Describe() => $"huber {Literals.Float(Delta)}";
}
