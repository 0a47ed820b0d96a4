using NeuralNet.Gen.Generator.Emission;
using NeuralNet.Gen.Generator.Graph;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>y = x/√(mean(x²) + ε) over the last dimension. dx = (dy − y·mean(dy·y))/√(mean(x²) + ε). Zhang and Sennrich, 2019.</summary>
internal sealed record RmsNorm(float Epsilon) : Op
{
    public override string Name => "rms_norm";

    public override TensorType Infer(IReadOnlyList<TensorType> inputs)
        => inputs[0].Rank > 0 ? inputs[0] : throw new ShapeException($"{Name}: a single number has no dimension to normalise over");

    public override void Differentiate(GradientBuilder g, Node node, Value dy)
    {
        GraphBuilder graph = g.Graph;
        Value along = graph.Times(node.Id, MeanLast(graph, graph.Times(dy, node.Id)));
        g.Accumulate(node.Inputs[0], graph.Over(graph.Minus(dy, along), Size(graph, node.Inputs[0])));
    }

    public override Value? Decompose(GraphBuilder graph, IReadOnlyList<Value> inputs) => graph.Over(inputs[0], Size(graph, inputs[0]));

    public override string Describe() => $"rms_norm {Literals.Float(Epsilon)}";

    private static Value MeanLast(GraphBuilder graph, Value x) => graph.Times(graph.SumLast(x), 1f / graph.TypeOf(x).Last);

    private Value Size(GraphBuilder graph, Value x) => graph.Add(new Sqrt(), graph.Plus(MeanLast(graph, graph.Times(x, x)), graph.Constant(Epsilon)));
}
