using NeuralNet.Gen.Generator.Graph;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>[m, n] → [n, m], moved in memory.</summary>
internal sealed record Transpose : Op
{
    public override string Name => "transpose";

    public override TensorType Infer(IReadOnlyList<TensorType> inputs)
    {
        if (inputs[0].Rank != 2) throw new ShapeException($"{Name}: {inputs[0].ShapeText} is not a matrix");
        return inputs[0].With(inputs[0].Dims[1], inputs[0].Dims[0]);
    }

    public override Value? Simplify(GraphBuilder graph, IReadOnlyList<Value> inputs)
        => graph[inputs[0]].Op is Transpose ? graph[inputs[0]].Inputs[0] : null;

    public override void Differentiate(GradientBuilder g, Node node, Value dy) => g.Accumulate(node.Inputs[0], g.Graph.Add(this, dy));
}
