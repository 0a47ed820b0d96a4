using NeuralNet.Gen.Generator.Emission;
using NeuralNet.Gen.Generator.Graph;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>x, but at least low and at most high; NaN stays NaN. dx = low ≤ x ≤ high ? dy : 0.</summary>
internal sealed record Clamp(float Low, float High) : ElementwiseOp
{
    public override string Name => "clamp";

    public override void Differentiate(GradientBuilder g, Node node, Value dy)
    {
        GraphBuilder graph = g.Graph;
        Value x = node.Inputs[0], zero = graph.Constant(0f);
        Value inside = graph.Add(new Where(), graph.Add(new Greater(), x, graph.Constant(High)), zero, dy);
        g.Accumulate(x, graph.Add(new Where(), graph.Add(new Greater(), graph.Constant(Low), x), zero, inside));
    }

    public override string Emit(SimdForm form, IReadOnlyList<string> args)
    {
        string low = form.Constant(Low), high = form.Constant(High), capped = form.Select(form.Greater(args[0], high), high, args[0]);
        return form.Select(form.Greater(low, args[0]), low, form.IsScalar ? $"({capped})" : capped);
    }

    public override string Describe() => $"clamp {Literals.Float(Low)} {Literals.Float(High)}";
}
