using NeuralNet.Gen.Generator.Emission;
using NeuralNet.Gen.Generator.Graph;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>x·Φ(x) with Φ(x) = ½(1 + erf(x/√2)). dx = dy·(Φ(x) + x·φ(x)), φ the normal density. Hendrycks and Gimpel, 2016.</summary>
internal sealed record Gelu : ElementwiseOp
{
    private static readonly float InverseRootTwo = (float)(1 / Math.Sqrt(2));

    public override string Name => "gelu";

    public override bool IsCheap => false;

    public override void Differentiate(GradientBuilder g, Node node, Value dy)
    {
        GraphBuilder graph = g.Graph;
        Value x = node.Inputs[0];
        Value density = graph.Times(graph.Add(new Exp(), graph.Times(graph.Times(x, x), -0.5f)), (float)(1 / Math.Sqrt(2 * Math.PI)));
        g.Accumulate(x, graph.Times(dy, graph.Plus(Phi(graph, x), graph.Times(x, density))));
    }

    public override Value? Decompose(GraphBuilder graph, IReadOnlyList<Value> inputs) => graph.Times(inputs[0], Phi(graph, inputs[0]));

    public override string Emit(SimdForm form, IReadOnlyList<string> args) => throw new InvalidOperationException("gelu is decomposed before kernels are made");

    private static Value Phi(GraphBuilder graph, Value x)
    {
        // erfc would keep more digits in the far negative tail; there x·Φ(x) is below 1e-7 and the absolute error is what counts.
        Value erf = graph.Add(new Erf(), graph.Times(x, InverseRootTwo));
        return graph.Times(graph.Plus(erf, graph.Constant(1f)), 0.5f);
    }
}
