using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Model;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>What is left of a <see cref="ConvInput"/> when its first factor is padded and its weights lie as [taps…, outputs, inputs/groups].</summary>
/// <param name="Dims">Of all places that windows reach.</param>
/// <param name="Starts">For each of these dimensions the first place that is computed; a convolution's padding needs no gradient.</param>
/// <param name="Extents">Of the result.</param>
internal sealed record ConvPhases(ConvGeometry Geometry, EquatableArray<int> Dims, EquatableArray<int> Starts, EquatableArray<int> Extents) : Op
{
    public override string Name => "conv_phases";

    /// <summary>Of the first factor where <see cref="Passes.AbsorbPadding"/> took it out of memory.</summary>
    public ConvPadding? Padding { get; init; }

    public override TensorType Infer(IReadOnlyList<TensorType> inputs) => inputs[0].With([.. Extents]);

    /// <summary>Pads the gradient of the output so that every tap finds a place.</summary>
    /// <param name="turned">Weights whose rows run along the inputs.</param>
    public static Value Of(GraphBuilder graph, ConvGeometry geometry, EquatableArray<int> dims, EquatableArray<int> starts, EquatableArray<int> extents, Value y, Value turned)
    {
        TensorType type = graph.TypeOf(y), weight = graph.TypeOf(turned);
        int[] before = new int[type.Rank], after = new int[type.Rank];
        for (int d = 0; d < geometry.Dimensions; d++)
            (before[d + 1], after[d + 1]) = geometry.InputPadding(d, weight.Dims[d], starts[d + 1], extents[d + 1], type.Dims[d + 1]);
        return graph.Add(new ConvPhases(geometry, dims, starts, extents), graph.Add(Embed.Padding(type, before, after, 0f), y), turned);
    }

    /// <summary>The same for fewer places; null where the part leaves out channels.</summary>
    public Value? Part(GraphBuilder graph, Node node, Slice slice)
    {
        if (slice.Steps.Any(s => s != 1) || slice.Extents[slice.Extents.Count - 1] != Extents[Extents.Count - 1]) return null;
        return Of(graph, Geometry, Dims, Starts.Select((start, d) => start + slice.Starts[d]).ToEquatableArray(), slice.Extents, Unpadded(graph, node.Inputs), node.Inputs[1]);
    }

    /// <summary>The gradient of the output before <see cref="Of"/> padded it.</summary>
    public Value Unpadded(GraphBuilder graph, IReadOnlyList<Value> inputs)
    {
        TensorType type = graph.TypeOf(inputs[0]), turned = graph.TypeOf(inputs[1]);
        bool isPadded = Enumerable.Range(0, Geometry.Dimensions).Any(d => type.Dims[d + 1] != Geometry.OutputPlaces(d, Dims[d + 1], turned.Dims[d]));
        return isPadded ? graph[inputs[0]].Inputs[0] : inputs[0];
    }

    public override Kernels.Kernel MakeKernel(IReadOnlyList<TensorType> inputs, TensorType result) => Geometry.InputKernel(inputs[0], inputs[1], result, Starts, Padding);

    public override long FlopsPerSample(IReadOnlyList<TensorType> inputs, TensorType result) => Geometry.Flops(Dims, inputs[1]);

    public override string Describe() => $"{Name} {Dims} from {Starts} of {Extents} {Geometry}{(Padding is null ? "" : " " + Padding)}";
}
