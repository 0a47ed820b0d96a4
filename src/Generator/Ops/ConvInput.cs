using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Model;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>
/// The gradient of a convolution's input, which is also the transposed convolution (Dumoulin and Visin, 2016): x[q, i] = Σ y[p, o]·w[t, i, o] over all p and t with
/// p·stride + t·dilation = q. Channels last.
/// </summary>
/// <param name="Dims">Of the result.</param>
internal sealed record ConvInput(ConvGeometry Geometry, EquatableArray<int> Dims) : Op
{
    public override string Name => "conv_input";

    public override TensorType Infer(IReadOnlyList<TensorType> inputs)
    {
        TensorType x = inputs[0].With([.. Dims]);
        if (Geometry.Forward(Name, x, inputs[1]) != inputs[0]) throw new ShapeException($"{Name}: {inputs[0].ShapeText} is not the output of {x.ShapeText} and {inputs[1].ShapeText}");
        return x;
    }

    public override void Differentiate(GradientBuilder g, Node node, Value dy)
    {
        Value y = node.Inputs[0], weight = node.Inputs[1];
        if (g.IsWanted(y)) g.Accumulate(y, g.Graph.Add(new Conv(Geometry), dy, weight));
        if (g.IsWanted(weight)) g.Accumulate(weight, g.Graph.Add(new ConvWeight(Geometry, g.Graph.TypeOf(weight).Dims), dy, y));
    }

    /// <summary>Padding so that every tap finds a place, and weights whose rows run along the inputs.</summary>
    public override Value? Decompose(GraphBuilder graph, IReadOnlyList<Value> inputs)
    {
        int dimensions = Geometry.Dimensions;
        Value turned = graph.Add(new Permute(EquatableArray.Of([.. Enumerable.Range(0, dimensions), dimensions + 1, dimensions])), inputs[1]);
        return ConvPhases.Of(graph, Geometry, Dims, Dims.Select(_ => 0).ToEquatableArray(), Dims, inputs[0], turned);
    }

    public override long FlopsPerSample(IReadOnlyList<TensorType> inputs, TensorType result) => Geometry.Flops(Dims, inputs[1]);

    public override string Describe() => $"{Name} {Dims} {Geometry}";
}
