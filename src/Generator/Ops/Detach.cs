using NeuralNet.Gen.Generator.Graph;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>x, through which no gradient passes.</summary>
internal sealed record Detach : Op
{
    public override string Name => "detach";

    public override bool PassesGradient => false;

    public override TensorType Infer(IReadOnlyList<TensorType> inputs) => inputs[0];

    public override void Differentiate(GradientBuilder g, Node node, Value dy)
    {
        // This is what it is for.
    }

    public override Value? Decompose(GraphBuilder graph, IReadOnlyList<Value> inputs) => inputs[0];
}
