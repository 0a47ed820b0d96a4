using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Kernels;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>[batch/16, …, 16] → [batch, …]: the inverse of <see cref="ToLanes"/>.</summary>
internal sealed record FromLanes : Op
{
    public override string Name => "from_lanes";

    public override TensorType Infer(IReadOnlyList<TensorType> inputs)
    {
        TensorType x = inputs[0];
        if (!x.IsInLanes) throw new ShapeException($"{Name}: {x} has no samples side by side");
        return x.With([.. x.Dims.Take(x.Rank - 1)]) with { SamplesPerStep = 1 };
    }

    public override Value? Simplify(GraphBuilder graph, IReadOnlyList<Value> inputs) => graph[inputs[0]] is { Op: ToLanes } node ? node.Inputs[0] : null;

    public override Kernel MakeKernel(IReadOnlyList<TensorType> inputs, TensorType result) => new LaneTransposeKernel(result.PerSample, ToLanes: false);
}
