using NeuralNet.Gen.Generator.Emission;
using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Model;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>A tensor put into a larger one that is filled with a number elsewhere: padding, and the gradient of a <see cref="Slice"/>, whose dual it is.</summary>
/// <param name="Starts">For each dimension the place of the first element.</param>
/// <param name="Extents">Of the result; the batch's stays.</param>
/// <param name="Steps">Places between neighbours in the result, at least 1.</param>
internal sealed record Embed(EquatableArray<int> Starts, EquatableArray<int> Extents, EquatableArray<int> Steps, float Fill) : Op
{
    public override string Name => "embed";

    /// <summary>Padding: so many places before and after each dimension.</summary>
    public static Embed Padding(TensorType type, IReadOnlyList<int> before, IReadOnlyList<int> after, float fill) => new(
        before.ToEquatableArray(),
        type.Dims.Select((extent, d) => extent == TensorType.Batch ? extent : checked(extent + before[d] + after[d])).ToEquatableArray(),
        type.Dims.Select(_ => 1).ToEquatableArray(),
        fill);

    public override TensorType Infer(IReadOnlyList<TensorType> inputs)
    {
        TensorType x = inputs[0];
        TensorType result = x with { Dims = Extents };
        if (new Slice(Starts, x.Dims, Steps).Infer([result]) != x) throw new ShapeException($"{Name}: {x.ShapeText} does not fit into {result.ShapeText} from {Starts}");
        return result;
    }

    public override Value? Simplify(GraphBuilder graph, IReadOnlyList<Value> inputs) => graph.TypeOf(inputs[0]).Dims.Equals(Extents) ? inputs[0] : null;

    public override void Differentiate(GradientBuilder g, Node node, Value dy) => g.Accumulate(node.Inputs[0], g.Graph.Add(new Slice(Starts, g.Graph.TypeOf(node.Inputs[0]).Dims, Steps), dy));

    public override Kernels.Kernel MakeKernel(IReadOnlyList<TensorType> inputs, TensorType result) => Kernels.MoveKernel.Of(inputs[0], result, Starts, Steps, Fill);

    public override string Describe() => $"embed at {Starts} in {Extents} step {Steps} fill {Literals.Float(Fill)}";
}
