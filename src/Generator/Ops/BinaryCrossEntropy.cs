using NeuralNet.Gen.Generator.Emission;
using NeuralNet.Gen.Generator.Graph;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>
/// −t·ln σ(x) − (1−t)·ln(1 − σ(x)), element by element, as max(x, 0) − x·t + ln(1 + e^(−|x|)), which neither overflows nor cancels.
/// dx = (σ(x) − t)·dy. Targets get no gradient.
/// </summary>
internal sealed record BinaryCrossEntropy : ElementwiseOp
{
    public override string Name => "binary_cross_entropy";

    public override bool IsCheap => false;

    public override TensorType Infer(IReadOnlyList<TensorType> inputs)
        => inputs[0] == inputs[1] ? inputs[0] : throw new ShapeException($"{Name}: scores are {inputs[0].ShapeText}, targets {inputs[1].ShapeText}");

    public override void Differentiate(GradientBuilder g, Node node, Value dy)
    {
        if (g.IsWanted(node.Inputs[1])) throw new NotDifferentiableException($"'{Name}' of '{node.Origin}' has no gradient for its targets");
        g.Accumulate(node.Inputs[0], g.Graph.Times(g.Graph.Minus(g.Graph.Add(new Sigmoid(), node.Inputs[0]), node.Inputs[1]), dy));
    }

    public override Value? Decompose(GraphBuilder graph, IReadOnlyList<Value> inputs)
    {
        Value linear = graph.Minus(graph.Add(new Relu(), inputs[0]), graph.Times(inputs[0], inputs[1]));
        return graph.Plus(linear, graph.Add(new Softplus(), graph.Times(graph.Add(new Abs(), inputs[0]), -1f)));
    }

    public override string Emit(SimdForm form, IReadOnlyList<string> args) => throw new InvalidOperationException("binary_cross_entropy is decomposed before kernels are made");
}
