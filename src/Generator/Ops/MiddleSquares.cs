using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Kernels;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>Σ (x − μ)² over the rows of each sample, [batch, rows, columns] and μ [columns] → [batch, 1, columns], without storing a difference: the chains of <see cref="MiddleProducts"/>.</summary>
internal sealed record MiddleSquares : Op
{
    public override string Name => "middle_squares";

    public override TensorType Infer(IReadOnlyList<TensorType> inputs)
    {
        TensorType x = inputs[0], mean = inputs[1];
        if (x.Rank != 3 || x.Dims[0] != TensorType.Batch || mean.IsBatched || mean.Rank != 1 || mean.Last != x.Last) throw new ShapeException($"{Name}: {mean} is no number for each column of {x}");
        return x.With(x.Dims[0], 1, x.Last);
    }

    public override Kernel MakeKernel(IReadOnlyList<TensorType> inputs, TensorType result)
        => new AxisReduceKernel("Squares", new Extent(1, true), inputs[0].Dims[1], result.PerSample);
}
