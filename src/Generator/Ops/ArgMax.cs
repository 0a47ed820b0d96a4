using NeuralNet.Gen.Generator.Graph;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>The place of the largest number along the last dimension, which stays with extent 1: the first of equals, the first NaN if there is one.</summary>
internal sealed record ArgMax : Op
{
    public override string Name => "arg_max";

    public override bool PassesGradient => false;

    public override TensorType Infer(IReadOnlyList<TensorType> inputs)
        => inputs[0].Rank > 0 ? inputs[0].With([.. inputs[0].Dims.Take(inputs[0].Rank - 1), 1]) : throw new ShapeException($"{Name}: a single number has no dimension to search along");

    public override Kernels.Kernel MakeKernel(IReadOnlyList<TensorType> inputs, TensorType result)
        => new Kernels.ArgMaxKernel(Kernels.Extent.Of(inputs[0].Dims.Take(inputs[0].Rank - 1)), inputs[0].Last);
}
