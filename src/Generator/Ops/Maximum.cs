using NeuralNet.Gen.Generator.Emission;
using NeuralNet.Gen.Generator.Graph;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>The larger of a and b, element by element; NaN where either is. The gradient goes to the one that is taken, in halves to equal ones, as PyTorch's does.</summary>
internal sealed record Maximum : ElementwiseOp
{
    public override string Name => "maximum";

    public override void Differentiate(GradientBuilder g, Node node, Value dy)
    {
        Value a = node.Inputs[0], b = node.Inputs[1];
        if (g.IsWanted(a)) g.Accumulate(a, Share(g.Graph, a, b, dy));
        if (g.IsWanted(b)) g.Accumulate(b, Share(g.Graph, b, a, dy));
    }

    public override string Emit(SimdForm form, IReadOnlyList<string> args) => $"VectorMath.Max({args[0]}, {args[1]})";

    private static Value Share(GraphBuilder graph, Value own, Value other, Value dy)
    {
        Value lost = graph.Add(new Where(), graph.Add(new Greater(), other, own), graph.Constant(0f), dy);
        return graph.Add(new Where(), graph.Add(new Equal(), own, other), graph.Times(dy, 0.5f), lost);
    }
}
