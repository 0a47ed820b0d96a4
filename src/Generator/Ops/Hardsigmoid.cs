using NeuralNet.Gen.Generator.Emission;
using NeuralNet.Gen.Generator.Graph;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>min(max(0, x + 3), 6)/6. dx = −3 &lt; x &lt; 3 ? dy/6 : 0. Courbariaux et al., 2015, in the form of Howard et al., 2019.</summary>
internal sealed record Hardsigmoid : ElementwiseOp
{
    public override string Name => "hardsigmoid";

    public override void Differentiate(GradientBuilder g, Node node, Value dy)
    {
        GraphBuilder graph = g.Graph;
        Value x = node.Inputs[0], size = graph.Add(new Abs(), x);
        g.Accumulate(x, graph.Add(new Where(), graph.Add(new Greater(), graph.Constant(3f), size), graph.Over(dy, graph.Constant(6f)), graph.Constant(0f)));
    }

    public override Value? Decompose(GraphBuilder graph, IReadOnlyList<Value> inputs)
        => graph.Over(graph.Add(new Clamp(0f, 6f), graph.Plus(inputs[0], graph.Constant(3f))), graph.Constant(6f));

    public override string Emit(SimdForm form, IReadOnlyList<string> args) => throw new InvalidOperationException("hardsigmoid is decomposed before kernels are made");
}
