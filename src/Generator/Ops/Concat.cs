using NeuralNet.Gen.Generator.Graph;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>Tensors one behind the other along a dimension that is not the batch. The gradient of each is its <see cref="Slice"/>.</summary>
internal sealed record Concat(int Axis) : Op
{
    public override string Name => "concat";

    public override TensorType Infer(IReadOnlyList<TensorType> inputs)
    {
        TensorType first = inputs[0];
        if (Axis < 0 || Axis >= first.Rank || first.Dims[Axis] == TensorType.Batch) throw new ShapeException($"{Name}: {first.ShapeText} has no dimension {Axis} to join along");
        foreach (TensorType next in inputs)
        {
            bool fits = next.Element == first.Element && next.Rank == first.Rank && Enumerable.Range(0, first.Rank).All(d => d == Axis ? next.Dims[d] != TensorType.Batch : next.Dims[d] == first.Dims[d]);
            if (!fits) throw new ShapeException($"{Name}: {first.ShapeText} and {next.ShapeText} differ in more than dimension {Axis}");
        }

        return first.With([.. first.Dims.Select((extent, d) => d == Axis ? inputs.Aggregate(0, (sum, i) => checked(sum + i.Dims[Axis])) : extent)]);
    }

    public override Value? Simplify(GraphBuilder graph, IReadOnlyList<Value> inputs) => inputs.Count == 1 ? inputs[0] : null;

    public override void Differentiate(GradientBuilder g, Node node, Value dy)
    {
        int start = 0;
        foreach (Value input in node.Inputs)
        {
            int extent = g.Graph.TypeOf(input).Dims[Axis];
            if (g.IsWanted(input)) g.Accumulate(input, g.Graph.Add(Slice.Of(node.Type, Axis, start, extent), dy));
            start += extent;
        }
    }

    public override Kernels.Kernel MakeKernel(IReadOnlyList<TensorType> inputs, TensorType result) => Kernels.ConcatKernel.Of(inputs, Axis);

    public override string Describe() => $"concat axis {Axis}";
}
