using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Model;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>Part of a tensor: along each dimension so many places from a start, some steps apart. The batch stays whole. Its gradient is an <see cref="Embed"/>.</summary>
/// <param name="Starts">For each dimension the first place.</param>
/// <param name="Extents">Of the result; the batch's stays.</param>
/// <param name="Steps">Places between neighbours of the result, at least 1.</param>
internal sealed record Slice(EquatableArray<int> Starts, EquatableArray<int> Extents, EquatableArray<int> Steps) : Op
{
    public override string Name => "slice";

    /// <summary>A slice of one dimension alone.</summary>
    public static Slice Of(TensorType type, int axis, int start, int length, int step = 1) => new(
        Enumerable.Range(0, type.Rank).Select(d => d == axis ? start : 0).ToEquatableArray(),
        Enumerable.Range(0, type.Rank).Select(d => d == axis ? length : type.Dims[d]).ToEquatableArray(),
        Enumerable.Range(0, type.Rank).Select(d => d == axis ? step : 1).ToEquatableArray());

    public override TensorType Infer(IReadOnlyList<TensorType> inputs)
    {
        TensorType x = inputs[0];
        if (Extents.Count != x.Rank) throw new ShapeException($"{Name}: {x.ShapeText} does not have {Extents.Count} dimensions");
        for (int d = 0; d < x.Rank; d++)
        {
            bool fits = x.Dims[d] == TensorType.Batch
                ? Starts[d] == 0 && Extents[d] == TensorType.Batch && Steps[d] == 1
                : Starts[d] >= 0 && Steps[d] >= 1 && Extents[d] >= 1 && Starts[d] + ((Extents[d] - 1L) * Steps[d]) < x.Dims[d];
            if (!fits) throw new ShapeException($"{Name}: {Extents[d]} places from {Starts[d]} in steps of {Steps[d]} are not within dimension {d} of {x.ShapeText}");
        }

        return x with { Dims = Extents };
    }

    public override Value? Simplify(GraphBuilder graph, IReadOnlyList<Value> inputs) => graph.TypeOf(inputs[0]).Dims.Equals(Extents) ? inputs[0] : null;

    public override void Differentiate(GradientBuilder g, Node node, Value dy)
        => g.Accumulate(node.Inputs[0], g.Graph.Add(new Embed(Starts, g.Graph.TypeOf(node.Inputs[0]).Dims, Steps, 0f), dy));

    /// <summary>Of the gradient of a padded convolution only what is wanted is computed.</summary>
    public override Value? Decompose(GraphBuilder graph, IReadOnlyList<Value> inputs)
        => graph[inputs[0]] is { Op: ConvPhases phases } node ? phases.Part(graph, node, this) : null;

    public override Kernels.Kernel MakeKernel(IReadOnlyList<TensorType> inputs, TensorType result) => Kernels.MoveKernel.Of(result, inputs[0], Starts, Steps, null);

    public override string Describe() => $"slice from {Starts} of {Extents} step {Steps}";
}
