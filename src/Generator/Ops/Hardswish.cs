using NeuralNet.Gen.Generator.Emission;
using NeuralNet.Gen.Generator.Graph;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>x·min(max(0, x + 3), 6)/6. dx = dy·(0 where x ≤ −3, 1 where x ≥ 3, otherwise x/3 + ½). Howard et al., 2019.</summary>
internal sealed record Hardswish : ElementwiseOp
{
    public override string Name => "hardswish";

    public override void Differentiate(GradientBuilder g, Node node, Value dy)
    {
        GraphBuilder graph = g.Graph;
        Value x = node.Inputs[0], three = graph.Constant(3f);
        Value middle = graph.Plus(graph.Over(x, three), graph.Constant(0.5f));
        Value upper = graph.Add(new Where(), graph.Add(new Greater(), three, x), middle, graph.Constant(1f));
        Value slope = graph.Add(new Where(), graph.Add(new Greater(), x, graph.Constant(-3f)), upper, graph.Constant(0f));
        g.Accumulate(x, graph.Times(dy, slope));
    }

    public override Value? Decompose(GraphBuilder graph, IReadOnlyList<Value> inputs) => graph.Times(inputs[0], graph.Add(new Hardsigmoid(), inputs[0]));

    public override string Emit(SimdForm form, IReadOnlyList<string> args) => throw new InvalidOperationException("hardswish is decomposed before kernels are made");
}
