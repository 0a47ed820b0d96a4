using NeuralNet.Gen.Generator.Emission;
using NeuralNet.Gen.Generator.Graph;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>a / b, element by element. da = dy/b, db = −dy·(a/b)/b.</summary>
internal sealed record Div : ElementwiseOp
{
    public override string Name => "div";

    public override void Differentiate(GradientBuilder g, Node node, Value dy)
    {
        Value share = g.Graph.Over(dy, node.Inputs[1]);
        g.Accumulate(node.Inputs[0], share);
        if (g.IsWanted(node.Inputs[1])) g.Accumulate(node.Inputs[1], g.Graph.Times(g.Graph.Times(share, node.Id), -1f));
    }

    public override string Emit(SimdForm form, IReadOnlyList<string> args) => $"{args[0]} / {args[1]}";
}
