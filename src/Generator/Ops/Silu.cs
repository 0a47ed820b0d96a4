using NeuralNet.Gen.Generator.Emission;
using NeuralNet.Gen.Generator.Graph;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>x·σ(x), σ the sigmoid. dx = dy·σ·(1 + x·(1 − σ)). Also named swish (Ramachandran et al., 2017).</summary>
internal sealed record Silu : ElementwiseOp
{
    public override string Name => "silu";

    public override bool IsCheap => false;

    public override void Differentiate(GradientBuilder g, Node node, Value dy)
    {
        GraphBuilder graph = g.Graph;
        Value x = node.Inputs[0], one = graph.Constant(1f), gate = graph.Add(new Sigmoid(), x);
        g.Accumulate(x, graph.Times(dy, graph.Times(gate, graph.Plus(graph.Times(x, graph.Minus(one, gate)), one))));
    }

    public override Value? Decompose(GraphBuilder graph, IReadOnlyList<Value> inputs) => graph.Times(inputs[0], graph.Add(new Sigmoid(), inputs[0]));

    public override string Emit(SimdForm form, IReadOnlyList<string> args) => throw new InvalidOperationException("silu is decomposed before kernels are made");
}
