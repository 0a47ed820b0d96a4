using NeuralNet.Gen.Generator.Graph;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>A <see cref="Conv"/> over samples side by side: [batch/16, places…, inputs, 16] and [taps…, inputs, outputs] → [batch/16, places…, outputs, 16]. The same chains.</summary>
internal sealed record LaneConv(ConvGeometry Geometry) : Op
{
    public override string Name => "lane_conv";

    public override TensorType Infer(IReadOnlyList<TensorType> inputs)
    {
        TensorType x = inputs[0];
        int[] y = [.. Geometry.Forward(Name, x.With([.. x.Dims.Take(x.Rank - 1)]), inputs[1]).Dims, x.Last];
        return x.With(y);
    }

    public override Kernels.Kernel MakeKernel(IReadOnlyList<TensorType> inputs, TensorType result) => Geometry.LaneForwardKernel(inputs[0], inputs[1], result);

    public override string Describe() => $"{Name} {Geometry}";
}
