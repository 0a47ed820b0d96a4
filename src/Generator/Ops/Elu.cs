using NeuralNet.Gen.Generator.Emission;
using NeuralNet.Gen.Generator.Graph;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>x where x &gt; 0, otherwise α·(eˣ − 1). dx = x &gt; 0 ? dy : dy·α·eˣ.</summary>
internal sealed record Elu(float Alpha) : ElementwiseOp
{
    public override string Name => "elu";

    public override bool IsCheap => false;

    public override void Differentiate(GradientBuilder g, Node node, Value dy)
    {
        Value x = node.Inputs[0], positive = g.Graph.Add(new Greater(), x, g.Graph.Constant(0f));
        Value slope = g.Graph.Times(g.Graph.Add(new Exp(), x), Alpha);
        g.Accumulate(x, g.Graph.Add(new Where(), positive, dy, g.Graph.Times(dy, slope)));
    }

    public override string Emit(SimdForm form, IReadOnlyList<string> args)
        => form.Select(form.Greater(args[0], form.Constant(0f)), args[0], $"{form.Math("Expm1", args[0])} * {form.Constant(Alpha)}");

    public override string Describe() => $"elu {Literals.Float(Alpha)}";
}
