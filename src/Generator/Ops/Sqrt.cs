using NeuralNet.Gen.Generator.Emission;
using NeuralNet.Gen.Generator.Graph;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>√x, exactly rounded. dx = dy/(2y).</summary>
internal sealed record Sqrt : ElementwiseOp
{
    public override string Name => "sqrt";

    public override bool IsCheap => false;

    public override void Differentiate(GradientBuilder g, Node node, Value dy) => g.Accumulate(node.Inputs[0], g.Graph.Over(g.Graph.Times(dy, 0.5f), node.Id));

    public override string Emit(SimdForm form, IReadOnlyList<string> args) => form.Sqrt(args[0]);
}
