using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Model;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>
/// The gradient of a convolution's weights over samples side by side: for each weight 16 chains, one in each lane, over every sixteenth sample and all places. Lanes without a sample are
/// left out; a reduction of the last dimension joins the rest.
/// </summary>
/// <param name="Dims">Of the weights; the result has 16 numbers for each.</param>
internal sealed record LaneConvWeight(ConvGeometry Geometry, EquatableArray<int> Dims) : Op
{
    public override string Name => "lane_conv_weight";

    public override TensorType Infer(IReadOnlyList<TensorType> inputs) => inputs[0].With([.. Dims, inputs[0].Last]);

    public override Kernels.Kernel MakeKernel(IReadOnlyList<TensorType> inputs, TensorType result) => Geometry.LaneWeightKernel(inputs[0], inputs[1], result);

    public override string Describe() => $"{Name} {Dims} {Geometry}";
}
