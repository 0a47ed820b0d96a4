using NeuralNet.Gen.Generator.Emission;
using NeuralNet.Gen.Generator.Graph;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>ln(1 + eˣ). dx = dy·σ(x).</summary>
internal sealed record Softplus : MathOp
{
    public override string Name => "softplus";

    protected override string Function => "Softplus";

    public override void Differentiate(GradientBuilder g, Node node, Value dy)
        => g.Accumulate(node.Inputs[0], g.Graph.Times(dy, g.Graph.Add(new Sigmoid(), node.Inputs[0])));
}
