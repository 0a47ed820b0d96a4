using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Kernels;
using NeuralNet.Gen.Generator.Model;

namespace NeuralNet.Gen.Generator.Ops;

internal enum PoolKind
{
    Max,
    Average,
}

/// <summary>
/// Which places of [batch, places…, channels] each window covers: from p·stride − padding, taps many, cut at the borders; or, adaptive, from ⌊p·in/out⌋ to ⌈(p+1)·in/out⌉.
/// </summary>
/// <param name="Outputs">Windows along each dimension.</param>
/// <param name="CountsPadding">Whether an average divides by the whole window where padding was cut off.</param>
internal sealed record PoolGeometry(EquatableArray<int> Taps, EquatableArray<int> Strides, EquatableArray<int> Padding, EquatableArray<int> Outputs, bool IsAdaptive, bool CountsPadding)
{
    public int Dimensions => Taps.Count;

    public override string ToString() => IsAdaptive ? $"adaptive to {Outputs}" : $"windows {Taps} stride {Strides} padding {Padding} to {Outputs}{(CountsPadding ? "" : " without padding")}";
}

/// <summary>Maximum or mean of windows, channels last, each channel by itself.</summary>
internal sealed record Pool(PoolKind Kind, PoolGeometry Geometry) : Op
{
    public override string Name => Kind == PoolKind.Max ? "max_pool" : "avg_pool";

    public override TensorType Infer(IReadOnlyList<TensorType> inputs)
    {
        TensorType x = inputs[0];
        if (x.Rank != Geometry.Dimensions + 2 || x.Dims[0] != TensorType.Batch) throw new ShapeException($"{Name}: {x.ShapeText} does not have {Geometry.Dimensions} dimensions of places");
        return x.With([TensorType.Batch, .. Geometry.Outputs, x.Last]);
    }

    public override void Differentiate(GradientBuilder g, Node node, Value dy)
    {
        Value x = node.Inputs[0];
        var gradient = new PoolGradient(Kind, Geometry, g.Graph.TypeOf(x).Dims);
        g.Accumulate(x, Kind == PoolKind.Max ? g.Graph.Add(gradient, dy, x, node.Id) : g.Graph.Add(gradient, dy));
    }

    public override Kernel MakeKernel(IReadOnlyList<TensorType> inputs, TensorType result) => new PoolKernel(Kind, Geometry, inputs[0].Dims, IsGradient: false);

    public override string Describe() => $"{Name} {Geometry}";
}

/// <summary>The gradient of <see cref="Pool"/>. A maximum hands its gradient to the first place that has it, in ascending order, as PyTorch does.</summary>
/// <param name="Dims">Of the pooled value.</param>
internal sealed record PoolGradient(PoolKind Kind, PoolGeometry Geometry, EquatableArray<int> Dims) : Op
{
    public override string Name => Kind == PoolKind.Max ? "max_pool_gradient" : "avg_pool_gradient";

    public override TensorType Infer(IReadOnlyList<TensorType> inputs) => inputs[0].With([.. Dims]);

    public override Kernel MakeKernel(IReadOnlyList<TensorType> inputs, TensorType result) => new PoolKernel(Kind, Geometry, Dims, IsGradient: true);

    public override string Describe() => $"{Name} {Geometry}";
}
