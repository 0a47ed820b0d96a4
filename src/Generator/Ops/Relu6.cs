using NeuralNet.Gen.Generator.Emission;
using NeuralNet.Gen.Generator.Graph;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>min(max(0, x), 6); NaN stays NaN. dx = 0 &lt; x &lt; 6 ? dy : 0. Krizhevsky, 2010; Howard et al., 2017.</summary>
internal sealed record Relu6 : ElementwiseOp
{
    public override string Name => "relu6";

    public override void Differentiate(GradientBuilder g, Node node, Value dy)
    {
        GraphBuilder graph = g.Graph;
        Value zero = graph.Constant(0f), below = graph.Add(new Where(), graph.Add(new Greater(), graph.Constant(6f), node.Id), dy, zero);
        g.Accumulate(node.Inputs[0], graph.Add(new Where(), graph.Add(new Greater(), node.Id, zero), below, zero));
    }

    public override Value? Decompose(GraphBuilder graph, IReadOnlyList<Value> inputs) => graph.Add(new Clamp(0f, 6f), inputs[0]);

    public override string Emit(SimdForm form, IReadOnlyList<string> args) => throw new InvalidOperationException("relu6 is decomposed before kernels are made");
}
