using NeuralNet.Gen.Generator.Emission;
using NeuralNet.Gen.Generator.Graph;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>tanh x. dx = dy·(1 − y²).</summary>
internal sealed record Tanh : MathOp
{
    public override string Name => "tanh";

    protected override string Function => "Tanh";

    public override void Differentiate(GradientBuilder g, Node node, Value dy)
        => g.Accumulate(node.Inputs[0], g.Graph.Times(dy, g.Graph.Minus(g.Graph.Constant(1f), g.Graph.Times(node.Id, node.Id))));
}
