using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Model;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>
/// Rotary positions: x [batch, …, d] and a <see cref="RotaryTable"/> [time, d] → x with each pair (xᵢ, xᵢ₊d/2) turned by the angle of its row's position and of
/// i. A rotation's gradient is the rotation back.
/// </summary>
/// <param name="Axis">The dimension of x that is the position.</param>
/// <param name="IsBack">Turns the other way.</param>
internal sealed record Rotate(int Axis, bool IsBack = false) : Op
{
    public override string Name => "rotate";

    /// <summary>Turns <paramref name="x"/> by positions along a dimension.</summary>
    /// <param name="turns">The base of the angles, at least 1.</param>
    public static Value At(GraphBuilder graph, Value x, int axis, float turns)
    {
        TensorType type = graph.TypeOf(x);
        return graph.Add(new Rotate(axis), x, graph.Add(new RotaryTable(type.Dims[axis], type.Last / 2, turns)));
    }

    public override TensorType Infer(IReadOnlyList<TensorType> inputs)
    {
        TensorType x = inputs[0];
        if (!x.IsBatched || x.IsBatchLast || Axis < 1 || Axis > x.Rank - 2) throw new ShapeException($"{Name}: dimension {Axis} of {x.ShapeText} is no position");
        if (x.Last % 2 != 0 || inputs[1].With(x.Dims[Axis], x.Last) != inputs[1]) throw new ShapeException($"{Name}: angles {inputs[1].ShapeText} do not turn {x.ShapeText}");
        return x;
    }

    public override void Differentiate(GradientBuilder g, Node node, Value dy)
        => g.Accumulate(node.Inputs[0], g.Graph.Add(this with { IsBack = !IsBack }, dy, node.Inputs[1]));

    public override Kernels.Kernel MakeKernel(IReadOnlyList<TensorType> inputs, TensorType result)
        => new Kernels.RotateKernel(result.Dims[Axis], result.Dims.Skip(Axis + 1).Take(result.Rank - Axis - 2).Aggregate(1, (size, extent) => size * extent), result.Last / 2, result.PerSample / result.Last, IsBack);

    public override string Describe() => $"rotate axis {Axis}{(IsBack ? " back" : "")}";
}
