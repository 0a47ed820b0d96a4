using NeuralNet.Gen.Generator.Emission;
using NeuralNet.Gen.Generator.Graph;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>ln x. dx = dy/x.</summary>
internal sealed record Log : MathOp
{
    public override string Name => "log";

    protected override string Function => "Log";

    public override void Differentiate(GradientBuilder g, Node node, Value dy) => g.Accumulate(node.Inputs[0], g.Graph.Over(dy, node.Inputs[0]));
}
