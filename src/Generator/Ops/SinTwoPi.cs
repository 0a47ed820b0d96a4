using NeuralNet.Gen.Generator.Graph;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>The sine of x whole turns, sin 2πx. dx = dy·2π·cos 2πx.</summary>
internal sealed record SinTwoPi : MathOp
{
    public override string Name => "sin_two_pi";

    protected override string Function => "SinTwoPi";

    public override void Differentiate(GradientBuilder g, Node node, Value dy)
        => g.Accumulate(node.Inputs[0], g.Graph.Times(dy, g.Graph.Times(g.Graph.Add(new CosTwoPi(), node.Inputs[0]), (float)(2 * Math.PI))));
}
