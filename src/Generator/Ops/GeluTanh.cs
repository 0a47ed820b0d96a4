using NeuralNet.Gen.Generator.Emission;
using NeuralNet.Gen.Generator.Graph;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>
/// x·σ(2u), u = √(2/π)·(x + 0.044715·x³), which equals ½x(1 + tanh u): the tanh form of GELU. dx = dy·(σ + x·σ(1 − σ)·2u′).
/// Hendrycks and Gimpel, 2016; GPT-2.
/// </summary>
internal sealed record GeluTanh : ElementwiseOp
{
    private const float Cubic = 0.044715f;

    private static readonly float TwiceRoot = (float)(2 * Math.Sqrt(2 / Math.PI));

    public override string Name => "gelu_tanh";

    public override bool IsCheap => false;

    public override void Differentiate(GradientBuilder g, Node node, Value dy)
    {
        GraphBuilder graph = g.Graph;
        Value x = node.Inputs[0], one = graph.Constant(1f), gate = Gate(graph, x);
        Value slope = graph.Times(graph.Plus(graph.Times(graph.Times(x, x), 3 * Cubic), one), TwiceRoot);
        Value rise = graph.Times(graph.Times(gate, graph.Minus(one, gate)), graph.Times(x, slope));
        g.Accumulate(x, graph.Times(dy, graph.Plus(gate, rise)));
    }

    public override Value? Decompose(GraphBuilder graph, IReadOnlyList<Value> inputs) => graph.Times(inputs[0], Gate(graph, inputs[0]));

    public override string Emit(SimdForm form, IReadOnlyList<string> args) => throw new InvalidOperationException("gelu_tanh is decomposed before kernels are made");

    private static Value Gate(GraphBuilder graph, Value x)
    {
        Value bend = graph.Plus(graph.Times(graph.Times(x, x), Cubic), graph.Constant(1f));
        return graph.Add(new Sigmoid(), graph.Times(graph.Times(x, bend), TwiceRoot));
    }
}
