using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Model;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>The gradient of a convolution's weights: dw[t, i, o] = Σ x[p·stride + t·dilation, i]·dy[p, o] over samples and places p, one chain in their order.</summary>
/// <param name="Dims">Of the weights.</param>
internal sealed record ConvWeight(ConvGeometry Geometry, EquatableArray<int> Dims) : Op
{
    public override string Name => "conv_weight";

    /// <summary>Of x where <see cref="Passes.AbsorbPadding"/> found it.</summary>
    public ConvPadding? Padding { get; init; }

    public override TensorType Infer(IReadOnlyList<TensorType> inputs)
    {
        TensorType weight = inputs[0].With([.. Dims]);
        if (Geometry.Forward(Name, Padded(inputs[0]), weight) != inputs[1]) throw new ShapeException($"{Name}: {inputs[1].ShapeText} is not the output of {inputs[0].ShapeText} and {weight.ShapeText}");
        return weight;
    }

    public override Kernels.Kernel MakeKernel(IReadOnlyList<TensorType> inputs, TensorType result) => Geometry.WeightKernel(inputs[0], inputs[1], result, Padding);

    public override long FlopsPerSample(IReadOnlyList<TensorType> inputs, TensorType result) => Geometry.Flops(Padded(inputs[0]).Dims, result);

    public override string Describe() => $"{Name} {Dims} {Geometry}{(Padding is null ? "" : " " + Padding)}";

    private TensorType Padded(TensorType x) => Padding?.Of(x) ?? x;
}
