using NeuralNet.Gen.Generator.Emission;
using NeuralNet.Gen.Generator.Graph;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>a − b.</summary>
internal sealed record Sub : ElementwiseOp
{
    public override string Name => "sub";

    public override void Differentiate(GradientBuilder g, Node node, Value dy)
    {
        g.Accumulate(node.Inputs[0], dy);
        if (g.IsWanted(node.Inputs[1])) g.Accumulate(node.Inputs[1], g.Graph.Times(dy, -1f));
    }

    public override string Emit(SimdForm form, IReadOnlyList<string> args) => $"{args[0]} - {args[1]}";
}
