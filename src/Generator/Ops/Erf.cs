using NeuralNet.Gen.Generator.Emission;
using NeuralNet.Gen.Generator.Graph;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>The error function. dx = dy·2/√π·e^(−x²).</summary>
internal sealed record Erf : MathOp
{
    public override string Name => "erf";

    protected override string Function => "Erf";

    public override void Differentiate(GradientBuilder g, Node node, Value dy)
    {
        Value x = node.Inputs[0];
        Value density = g.Graph.Times(g.Graph.Add(new Exp(), g.Graph.Times(g.Graph.Times(x, x), -1f)), (float)(2 / Math.Sqrt(Math.PI)));
        g.Accumulate(x, g.Graph.Times(dy, density));
    }
}
