using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Kernels;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>[batch/16, columns, 16] → [columns]: for each column 16 chains over the samples, which the fixed tree joins. Lanes without a sample are left out.</summary>
internal sealed record LaneSum : Op
{
    public override string Name => "lane_sum";

    public override TensorType Infer(IReadOnlyList<TensorType> inputs)
        => inputs[0] is { IsInLanes: true, Rank: 3 } x ? x.With(x.Dims[1]) : throw new ShapeException($"{Name}: {inputs[0]} is not columns of samples side by side");

    public override Kernel MakeKernel(IReadOnlyList<TensorType> inputs, TensorType result) => new LaneSumKernel(result.PerSample);
}
