using NeuralNet.Gen.Generator.Graph;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>The cosine of x whole turns, cos 2πx. dx = −dy·2π·sin 2πx.</summary>
internal sealed record CosTwoPi : MathOp
{
    public override string Name => "cos_two_pi";

    protected override string Function => "CosTwoPi";

    public override void Differentiate(GradientBuilder g, Node node, Value dy)
        => g.Accumulate(node.Inputs[0], g.Graph.Times(dy, g.Graph.Times(g.Graph.Add(new SinTwoPi(), node.Inputs[0]), (float)(-2 * Math.PI))));
}
