using NeuralNet.Gen.Generator.Emission;
using NeuralNet.Gen.Generator.Graph;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>
/// xᵉ for a constant e. Whole exponents up to 64 are products and half ones end in a square root, so that negative x have their powers; others
/// are e^(e·ln x), which is NaN for negative x. dx = dy·e·xᵉ⁻¹.
/// </summary>
internal sealed record Pow(float Exponent) : ElementwiseOp
{
    private const float MostProducts = 64f;

    public override string Name => "pow";

    public override bool IsCheap => false;

    public override Value? Simplify(GraphBuilder graph, IReadOnlyList<Value> inputs) => Exponent == 1f ? inputs[0] : null;

    public override void Differentiate(GradientBuilder g, Node node, Value dy)
    {
        if (Exponent == 0f)
        {
            g.Accumulate(node.Inputs[0], g.Graph.Times(dy, 0f));
            return;
        }

        g.Accumulate(node.Inputs[0], g.Graph.Times(dy, g.Graph.Times(g.Graph.Add(new Pow(Exponent - 1f), node.Inputs[0]), Exponent)));
    }

    public override Value? Decompose(GraphBuilder graph, IReadOnlyList<Value> inputs)
    {
        Value x = inputs[0];
        if (Exponent == 0f) return graph.Add(new Expand(graph.TypeOf(x).Dims), graph.Constant(1f));
        float size = Math.Abs(Exponent), whole = (float)Math.Floor(size);
        if (size > MostProducts || (size != whole && size != whole + 0.5f)) return graph.Add(new Exp(), graph.Times(graph.Add(new Log(), x), Exponent));
        Value? power = null;
        Value factor = x;
        for (int rest = (int)whole; rest > 0; rest >>= 1)
        {
            if ((rest & 1) != 0) power = power is { } sofar ? graph.Times(sofar, factor) : factor;
            if (rest > 1) factor = graph.Times(factor, factor);
        }

        if (size != whole)
        {
            Value root = graph.Add(new Sqrt(), x);
            power = power is { } integral ? graph.Times(integral, root) : root;
        }

        return Exponent < 0f ? graph.Over(graph.Constant(1f), power!.Value) : power;
    }

    public override string Emit(SimdForm form, IReadOnlyList<string> args) => throw new InvalidOperationException("pow is decomposed before kernels are made");

    public override string Describe() => $"pow {Literals.Float(Exponent)}";
}
