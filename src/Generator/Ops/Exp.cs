using NeuralNet.Gen.Generator.Emission;
using NeuralNet.Gen.Generator.Graph;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>eˣ. dx = dy·y.</summary>
internal sealed record Exp : MathOp
{
    public override string Name => "exp";

    protected override string Function => "Exp";

    public override void Differentiate(GradientBuilder g, Node node, Value dy) => g.Accumulate(node.Inputs[0], g.Graph.Times(dy, node.Id));
}
