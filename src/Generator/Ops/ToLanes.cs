using NeuralNet.Gen.Generator.Emission;
using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Kernels;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>[batch, …] → [batch/16, …, 16]: sixteen samples side by side, so that registers run along the samples whatever the shape. Lanes without a sample are zero.</summary>
internal sealed record ToLanes : Op
{
    public override string Name => "to_lanes";

    public override TensorType Infer(IReadOnlyList<TensorType> inputs)
    {
        TensorType x = inputs[0];
        if (x.Rank == 0 || x.Dims[0] != TensorType.Batch || x.IsInLanes || x.Element != ElementKind.Float32) throw new ShapeException($"{Name}: {x} has no samples to lay side by side");
        return x.With([.. x.Dims, SimdForm.LogicalLanes]) with { SamplesPerStep = SimdForm.LogicalLanes };
    }

    public override Value? Simplify(GraphBuilder graph, IReadOnlyList<Value> inputs) => graph[inputs[0]] is { Op: FromLanes } node ? node.Inputs[0] : null;

    public override Kernel MakeKernel(IReadOnlyList<TensorType> inputs, TensorType result) => new LaneTransposeKernel(inputs[0].PerSample, ToLanes: true);
}
