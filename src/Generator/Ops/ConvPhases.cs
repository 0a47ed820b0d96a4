using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Model;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>What is left of a <see cref="ConvInput"/> when its first factor is padded and its weights lie as [taps…, outputs, inputs/groups].</summary>
internal sealed record ConvPhases(ConvGeometry Geometry, EquatableArray<int> Dims) : Op
{
    public override string Name => "conv_phases";

    public override TensorType Infer(IReadOnlyList<TensorType> inputs) => inputs[0].With([.. Dims]);

    public override Kernels.Kernel MakeKernel(IReadOnlyList<TensorType> inputs, TensorType result) => Geometry.InputKernel(inputs[0], inputs[1], result);

    public override long FlopsPerSample(IReadOnlyList<TensorType> inputs, TensorType result) => Geometry.Flops(Dims, inputs[1]);

    public override string Describe() => $"{Name} {Dims} {Geometry}";
}
