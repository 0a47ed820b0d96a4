using NeuralNet.Gen.Generator.Emission;
using NeuralNet.Gen.Generator.Graph;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>|x|. dx = dy·sign(x), 0 at 0.</summary>
internal sealed record Abs : ElementwiseOp
{
    public override string Name => "abs";

    public override void Differentiate(GradientBuilder g, Node node, Value dy)
        => g.Accumulate(node.Inputs[0], g.Graph.Times(dy, g.Graph.Add(new Sign(), node.Inputs[0])));

    public override string Emit(SimdForm form, IReadOnlyList<string> args) => form.Abs(args[0]);
}
