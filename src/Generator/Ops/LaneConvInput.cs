using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Model;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>
/// The gradient of a convolution's input over samples side by side, [batch/16, places…, outputs, 16] and weights [taps…, outputs, inputs] → [batch/16, places…, inputs, 16]. Taps that
/// would meet padding are left out, so nothing is padded.
/// </summary>
/// <param name="Dims">Of all places that windows reach, for ordinary samples.</param>
/// <param name="Starts">For each of these dimensions the first place that is computed.</param>
/// <param name="Extents">Of the result, for ordinary samples.</param>
internal sealed record LaneConvInput(ConvGeometry Geometry, EquatableArray<int> Dims, EquatableArray<int> Starts, EquatableArray<int> Extents) : Op
{
    public override string Name => "lane_conv_input";

    public override TensorType Infer(IReadOnlyList<TensorType> inputs) => inputs[0].With([.. Extents, inputs[0].Last]);

    public override Kernels.Kernel MakeKernel(IReadOnlyList<TensorType> inputs, TensorType result) => Geometry.LaneInputKernel(inputs[0], inputs[1], result, Starts);

    public override string Describe() => $"{Name} {Dims} from {Starts} of {Extents} {Geometry}";
}
