using NeuralNet.Gen.Generator.Emission;
using NeuralNet.Gen.Generator.Graph;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>max(0, x); NaN stays NaN. dx = y &gt; 0 ? dy : 0, which reads the output alone.</summary>
internal sealed record Relu : ElementwiseOp
{
    public override string Name => "relu";

    public override void Differentiate(GradientBuilder g, Node node, Value dy)
    {
        Value zero = g.Graph.Constant(0f);
        g.Accumulate(node.Inputs[0], g.Graph.Add(new Where(), g.Graph.Add(new Greater(), node.Id, zero), dy, zero));
    }

    public override string Emit(SimdForm form, IReadOnlyList<string> args) => form.Select(form.Greater(form.Constant(0f), args[0]), form.Constant(0f), args[0]);
}
