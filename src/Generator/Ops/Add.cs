using NeuralNet.Gen.Generator.Emission;
using NeuralNet.Gen.Generator.Graph;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>a + b.</summary>
internal sealed record Add : ElementwiseOp
{
    public override string Name => "add";

    public override void Differentiate(GradientBuilder g, Node node, Value dy)
    {
        g.Accumulate(node.Inputs[0], dy);
        g.Accumulate(node.Inputs[1], dy);
    }

    public override string Emit(SimdForm form, IReadOnlyList<string> args) => $"{args[0]} + {args[1]}";
}
