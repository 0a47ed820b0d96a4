namespace NeuralNet.Gen;

/// <summary>A root-mean-square normalisation whose parameters are shared by all its uses; see <see cref="Tensor.RmsNorm"/>.</summary>
public sealed class RmsNorm : Layer
{
    /// <summary>Declares the layer; later uses must have as many channels as the first.</summary>
    /// <param name="epsilon">Above 0.</param>
    /// <param name="name">The whole parameter path. Default: made of the methods around it and <c>rmsNorm</c>.</param>
    public RmsNorm(float epsilon = 1e-5f, string? name = null) => throw new CompiledOnlyException();
}
