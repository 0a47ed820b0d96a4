using NeuralNet.Gen.Generator.Graph;

namespace NeuralNet.Gen.Generator.Ops;

internal enum ReduceKind
{
    Sum,
    Max,
}

/// <summary>
/// Sum or maximum over one dimension, which stays with extent 1. Over the last dimension: 16 logical lanes, then a fixed tree. Over any
/// other: for each column four chains over every fourth number, joined in a fixed order.
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
        Value x = node.Inputs[0];
        TensorType type = g.Graph.TypeOf(x);
        if (Kind == ReduceKind.Sum)
        {
            g.Accumulate(x, g.Graph.Add(new Expand(type.Dims), dy));
            return;
        }

        // Equal maxima share the gradient evenly, as PyTorch's amax does.
        Value isMax = g.Graph.Add(new Equal(), x, node.Id), one = g.Graph.Add(new Expand(type.Dims), g.Graph.Constant(1f)), zero = g.Graph.Constant(0f);
        Value count = g.Graph.Add(new Reduce(ReduceKind.Sum, Axis), g.Graph.Add(new Where(), isMax, one, zero));
        g.Accumulate(x, g.Graph.Add(new Where(), isMax, g.Graph.Over(dy, count), zero));
    }

    public override string Describe() => $"{Name} axis {Axis}";
}
