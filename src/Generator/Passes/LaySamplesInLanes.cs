using NeuralNet.Gen.Generator.Emission;
using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Model;
using NeuralNet.Gen.Generator.Ops;

namespace NeuralNet.Gen.Generator.Passes;

/// <summary>
/// Registers of 16 lanes run along the channels of a convolution. Where channels are few, as in LeNet, most lanes would be idle; this pass then lays sixteen samples side by side for the
/// convolutions and all that stands between them, so that every lane works and no tap meets padding in a gradient. Only training does so: a prediction of one sample would gain nothing.
/// The chains of forward passes stay as they are; sums over the batch become 16 chains, one in each lane.
/// </summary>
internal sealed class LaySamplesInLanes
{
    /// <summary>How much faster it must look before numbers are moved.</summary>
    private const double LeastGain = 1.3;

    /// <summary>The share of lanes' work that does not go into sums.</summary>
    private const double LaneOverhead = 1.2;

    private sealed class CannotException : Exception;

    public static TensorGraph Run(TensorGraph graph)
    {
        if (KernelProgram.HasLargeSamples(graph) || !Gains(graph)) return graph;
        try
        {
            return graph.Rewrite(Rewrite);
        }
        catch (CannotException)
        {
            // A comparison would have to be moved, which lives in registers alone.
            return graph;
        }
    }

    /// <summary>Counts multiply-adds of whole registers, idle lanes and padding included.</summary>
    private static bool Gains(TensorGraph graph)
    {
        double channels = 0, lanes = 0;
        foreach (Node node in graph.Nodes)
        {
            (ConvGeometry? geometry, int columns) = node.Op switch
            {
                Conv conv => (conv.Geometry, node.Type.Last),
                ConvPhases phases => (phases.Geometry, node.Type.Last),
                ConvWeight weight => (weight.Geometry, node.Type.Last),
                _ => (null, 0),
            };
            if (geometry is null) continue;
            if (!geometry.FitsLanes) return false;
            double work = node.Op.FlopsPerSample([.. node.Inputs.Select(v => graph[v].Type)], node.Type) / 2.0;
            double computed = node.Op is ConvPhases ? ((Kernels.ContractionKernel)node.Op.MakeKernel([.. node.Inputs.Select(v => graph[v].Type)], node.Type)!).Cost : work;
            channels += computed / columns * ((columns + SimdForm.LogicalLanes - 1) / SimdForm.LogicalLanes * SimdForm.LogicalLanes);
            lanes += work * LaneOverhead;
        }

        return lanes > 0 && channels > LeastGain * lanes;
    }

    private static Value Rewrite(GraphBuilder builder, Node node, Value[] inputs)
    {
        switch (node.Op)
        {
            case Conv conv:
                return builder.Add(new LaneConv(conv.Geometry), InLanes(builder, inputs[0]), inputs[1]);
            case ConvPhases phases:
                return builder.Add(new LaneConvInput(phases.Geometry, phases.Dims, phases.Starts, phases.Extents), InLanes(builder, phases.Unpadded(builder, inputs)), inputs[1]);
            case ConvWeight weight:
                Value sums = builder.Add(new LaneConvWeight(weight.Geometry, weight.Dims), InLanes(builder, inputs[0]), InLanes(builder, inputs[1]));
                return builder.Add(new Reshape(weight.Dims), builder.Add(new Reduce(ReduceKind.Sum, weight.Dims.Count), sums));
        }

        return InLanesOrNull(builder, node, inputs) ?? builder.Add(node.Op, [.. inputs.Select(v => OutOfLanes(builder, v))]);
    }

    /// <summary>
    /// Every value is what it was, or exactly that with sixteen samples side by side. An op over the latter that yields neither, or whose operands do not fit there, is computed from samples apart.
    /// </summary>
    private static Value? InLanesOrNull(GraphBuilder builder, Node node, Value[] inputs)
    {
        if (!inputs.Any(v => builder.TypeOf(v).IsInLanes)) return null;
        try
        {
            Value? value = InPlace(builder, node, inputs);
            return value is { } v && (builder.TypeOf(v) == node.Type || (IsPlain(node.Type) && builder.TypeOf(v) == Moved(node.Type))) ? value : null;
        }
        catch (ShapeException)
        {
            return null;
        }

        static bool IsPlain(TensorType type) => type.IsBatched && !type.IsInLanes;

        static TensorType Moved(TensorType type) => type.With([.. type.Dims, SimdForm.LogicalLanes]) with { SamplesPerStep = SimdForm.LogicalLanes };
    }

    /// <summary>The same op over samples side by side, or null where it needs them apart.</summary>
    private static Value? InPlace(GraphBuilder builder, Node node, Value[] inputs)
    {
        int rank = node.Type.Rank;
        switch (node.Op)
        {
            case Expand expand:
                return builder.Add(new Expand(Append(expand.Dims, SimdForm.LogicalLanes)), inputs);
            case ElementwiseOp:
                Value[] moved = [.. inputs.Select(v => Operand(builder, v, rank))];
                return builder.Add(node.Op, moved);
            case Reshape reshape:
                return builder.Add(new Reshape(Append(reshape.Dims, SimdForm.LogicalLanes)), inputs);
            case Permute permute:
                return builder.Add(new Permute(Append(permute.Order, permute.Order.Count)), inputs);
            case Embed embed:
                return builder.Add(new Embed(Append(embed.Starts, 0), Append(embed.Extents, SimdForm.LogicalLanes), Append(embed.Steps, 1), embed.Fill), inputs);
            case Slice slice:
                return builder.Add(new Slice(Append(slice.Starts, 0), Append(slice.Extents, SimdForm.LogicalLanes), Append(slice.Steps, 1)), inputs);
            case Concat:
                return builder.Add(node.Op, [.. inputs.Select(v => InLanes(builder, v))]);
            case Reduce reduce when reduce.Axis > 0 && reduce.Axis < rank - 1:
                return builder.Add(reduce, inputs);
            case MiddleProducts:
                return builder.Add(node.Op, [.. inputs.Select(v => InLanes(builder, v))]);
            case MiddleSquares:
                Value centred = builder.Minus(inputs[0], Operand(builder, inputs[1], 1));
                return builder.Add(new Reduce(ReduceKind.Sum, 1), builder.Times(centred, centred));
            case Pool:
                return Widened(node.Op);
            case PoolGradient gradient:
                return Widened(gradient with { Dims = EquatableArray.Of([.. gradient.Dims.Take(gradient.Dims.Count - 1), gradient.Dims[gradient.Dims.Count - 1] * SimdForm.LogicalLanes]) });
            case SumLeading { Count: 1 } when builder.TypeOf(inputs[0]).Rank == 3:
                return builder.Add(new LaneSum(), inputs);
            default:
                return null;
        }

        // Channels and lanes together are channels that do not meet.
        Value Widened(Op op)
        {
            Value[] wide = [.. inputs.Select(v => InLanes(builder, v)).Select(v => builder.Add(new Reshape(Joined(builder.TypeOf(v))), v))];
            return builder.Add(new Reshape(Append(node.Type.Dims, SimdForm.LogicalLanes)), builder.Add(op, wide));
        }

        static EquatableArray<int> Joined(TensorType type) => EquatableArray.Of([.. type.Dims.Take(type.Rank - 2), type.Dims[type.Rank - 2] * type.Last]);
    }

    /// <summary>An operand of element-wise work: samples side by side, or a parameter with a last dimension of 1.</summary>
    private static Value Operand(GraphBuilder builder, Value value, int rank)
    {
        TensorType type = builder.TypeOf(value);
        if (type.IsInLanes) return value;
        if (type.IsBatched) return type.Rank == rank ? builder[value] is { Op: Expand } node && !builder.TypeOf(node.Inputs[0]).IsBatched ? Operand(builder, node.Inputs[0], rank) : InLanes(builder, value) : throw new CannotException();
        return type.PerSample == 1 ? value : builder.Add(new Reshape(Append(type.Dims, 1)), value);
    }

    private static Value InLanes(GraphBuilder builder, Value value)
    {
        TensorType type = builder.TypeOf(value);
        if (type.IsInLanes) return value;
        return type.Element == ElementKind.Float32 && type.IsBatched && type.Dims[0] == TensorType.Batch ? builder.Add(new ToLanes(), value) : throw new CannotException();
    }

    private static Value OutOfLanes(GraphBuilder builder, Value value)
    {
        TensorType type = builder.TypeOf(value);
        if (!type.IsInLanes) return value;
        return type.Element == ElementKind.Float32 ? builder.Add(new FromLanes(), value) : throw new CannotException();
    }

    private static EquatableArray<int> Append(EquatableArray<int> numbers, int last) => EquatableArray.Of([.. numbers, last]);
}
