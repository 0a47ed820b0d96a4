using NeuralNet.Gen.Generator.Emission;
using NeuralNet.Gen.Generator.Graph;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>x where x ≥ 0, otherwise slope·x. dx = x &gt; 0 ? dy : slope·dy.</summary>
internal sealed record LeakyRelu(float Slope) : ElementwiseOp
{
    public override string Name => "leaky_relu";

    public override void Differentiate(GradientBuilder g, Node node, Value dy)
    {
        Value positive = g.Graph.Add(new Greater(), node.Inputs[0], g.Graph.Constant(0f));
        g.Accumulate(node.Inputs[0], g.Graph.Add(new Where(), positive, dy, g.Graph.Times(dy, Slope)));
    }

    public override string Emit(SimdForm form, IReadOnlyList<string> args)
        => form.Select(form.Greater(form.Constant(0f), args[0]), $"{args[0]} * {form.Constant(Slope)}", args[0]);

    public override string Describe() => $"leaky_relu {Literals.Float(Slope)}";
}
