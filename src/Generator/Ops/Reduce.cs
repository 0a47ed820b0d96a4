using NeuralNet.Gen.Generator.Graph;

namespace NeuralNet.Gen.Generator.Ops;

internal enum ReduceKind
{
    Sum,
    Max,
}

/// <summary>
/// Sum or maximum over one dimension, which stays with extent 1. Over the last dimension: 16 logical lanes, then a fixed tree. Over the
/// first: one chain in ascending order for each column.
/// </summary>
internal sealed record Reduce(ReduceKind Kind, int Axis) : Op
{
    public override string Name => Kind == ReduceKind.Sum ? "sum" : "max";

    public override TensorType Infer(IReadOnlyList<TensorType> inputs)
    {
        if (Axis < 0 || Axis >= inputs[0].Rank) throw new ShapeException($"{Name}: {inputs[0].ShapeText} has no dimension {Axis}");
        int[] dims = [.. inputs[0].Dims];
        dims[Axis] = 1;
        return inputs[0].With(dims);
    }

    public override Value? Simplify(GraphBuilder graph, IReadOnlyList<Value> inputs) => graph.TypeOf(inputs[0]).Dims[Axis] == 1 ? inputs[0] : null;

    public override void Differentiate(GradientBuilder g, Node node, Value dy)
    {
        // The maximum is only used to shift exponents, where its share cancels; a trained use needs the place of the maximum.
        if (Kind == ReduceKind.Max) throw new NotDifferentiableException($"'max' of '{node.Origin}' has no gradient");
        g.Accumulate(node.Inputs[0], g.Graph.Add(new Expand(g.Graph.TypeOf(node.Inputs[0]).Dims), dy));
    }

    public override string Describe() => $"{Name} axis {Axis}";
}
