using NeuralNet.Gen.Generator.Emission;
using NeuralNet.Gen.Generator.Graph;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>1/(1 + e⁻ˣ). dx = dy·y·(1 − y).</summary>
internal sealed record Sigmoid : MathOp
{
    public override string Name => "sigmoid";

    protected override string Function => "Sigmoid";

    public override void Differentiate(GradientBuilder g, Node node, Value dy)
        => g.Accumulate(node.Inputs[0], g.Graph.Times(dy, g.Graph.Times(node.Id, g.Graph.Minus(g.Graph.Constant(1f), node.Id))));
}
