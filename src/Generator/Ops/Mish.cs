using NeuralNet.Gen.Generator.Emission;
using NeuralNet.Gen.Generator.Graph;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>x·tanh(ln(1 + eˣ)). dx = dy·(t + x·(1 − t²)·σ(x)) with t = tanh(ln(1 + eˣ)). Misra, 2019.</summary>
internal sealed record Mish : ElementwiseOp
{
    public override string Name => "mish";

    public override bool IsCheap => false;

    public override void Differentiate(GradientBuilder g, Node node, Value dy)
    {
        GraphBuilder graph = g.Graph;
        Value x = node.Inputs[0], t = Gate(graph, x);
        Value bend = graph.Times(graph.Minus(graph.Constant(1f), graph.Times(t, t)), graph.Add(new Sigmoid(), x));
        g.Accumulate(x, graph.Times(dy, graph.Plus(t, graph.Times(x, bend))));
    }

    public override Value? Decompose(GraphBuilder graph, IReadOnlyList<Value> inputs) => graph.Times(inputs[0], Gate(graph, inputs[0]));

    public override string Emit(SimdForm form, IReadOnlyList<string> args) => throw new InvalidOperationException("mish is decomposed before kernels are made");

    private static Value Gate(GraphBuilder graph, Value x) => graph.Add(new Tanh(), graph.Add(new Softplus(), x));
}
