using NeuralNet.Gen.Generator.Graph;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>
/// Cross-correlation, which the field calls convolution: y[p, o] = Σ x[p·stride + t·dilation, i]·w[t, i, o] over taps t and the inputs i of a group. Channels last, without
/// padding but for <see cref="Padding"/>. dx is a <see cref="ConvInput"/>, dw a <see cref="ConvWeight"/>.
/// </summary>
internal sealed record Conv(ConvGeometry Geometry) : Op
{
    public override string Name => "conv";

    /// <summary>Of x where <see cref="Passes.AbsorbPadding"/> found it, after differentiation.</summary>
    public ConvPadding? Padding { get; init; }

    public override TensorType Infer(IReadOnlyList<TensorType> inputs) => Geometry.Forward(Name, Padded(inputs[0]), inputs[1]);

    public override void Differentiate(GradientBuilder g, Node node, Value dy)
    {
        if (Padding is not null) throw new InvalidOperationException("padding is absorbed after differentiation");
        Value x = node.Inputs[0], weight = node.Inputs[1];
        if (g.IsWanted(x)) g.Accumulate(x, g.Graph.Add(new ConvInput(Geometry, g.Graph.TypeOf(x).Dims), dy, weight));
        if (g.IsWanted(weight)) g.Accumulate(weight, g.Graph.Add(new ConvWeight(Geometry, g.Graph.TypeOf(weight).Dims), x, dy));
    }

    public override Kernels.Kernel MakeKernel(IReadOnlyList<TensorType> inputs, TensorType result) => Geometry.ForwardKernel(inputs[0], inputs[1], result, Padding);

    public override long FlopsPerSample(IReadOnlyList<TensorType> inputs, TensorType result) => Geometry.Flops(Padded(inputs[0]).Dims, inputs[1]);

    public override string Describe() => $"{Name} {Geometry}{(Padding is null ? "" : " " + Padding)}";

    private TensorType Padded(TensorType x) => Padding?.Of(x) ?? x;
}
