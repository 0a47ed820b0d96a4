namespace NeuralNet.Gen;

/// <summary>A batch normalisation whose parameters and running statistics are shared by all its uses; see <see cref="Tensor.BatchNorm"/>.</summary>
public sealed class BatchNorm : Layer
{
    /// <summary>Declares the layer.</summary>
    /// <param name="epsilon">Added to the variance; above 0.</param>
    /// <param name="momentum">Share of the batch in the running statistics, 0 to 1.</param>
    /// <param name="affine">Whether there are trained scale and shift.</param>
    /// <param name="name">The whole parameter path. Default: made of the methods around it and <c>batchNorm</c>.</param>
    public BatchNorm(float epsilon = 1e-5f, float momentum = 0.1f, bool affine = true, string? name = null) => throw new CompiledOnlyException();
}
