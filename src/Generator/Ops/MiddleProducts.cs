using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Kernels;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>Σ a·b over the rows of each sample, both [batch, rows, columns…] → [batch, 1, columns…], without storing a product: for each column four chains of fused multiply-adds, joined in a fixed order.</summary>
internal sealed record MiddleProducts : Op
{
    public override string Name => "middle_products";

    public override TensorType Infer(IReadOnlyList<TensorType> inputs)
    {
        TensorType a = inputs[0];
        if (a.Rank < 3 || a.Dims[0] != TensorType.Batch || a != inputs[1]) throw new ShapeException($"{Name}: {a} and {inputs[1]} are not rows of samples");
        return a.With([a.Dims[0], 1, .. a.Dims.Skip(2)]);
    }

    public override Kernel MakeKernel(IReadOnlyList<TensorType> inputs, TensorType result)
        => new AxisReduceKernel("Products", new Extent(1, true), inputs[0].Dims[1], result.PerSample);
}
