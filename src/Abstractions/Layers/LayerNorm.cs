namespace NeuralNet.Gen;

/// <summary>A layer normalisation whose parameters are shared by all its uses; see <see cref="Tensor.LayerNorm"/>.</summary>
public sealed class LayerNorm : Layer
{
    /// <summary>Declares the layer; later uses must have as many channels as the first.</summary>
    /// <param name="epsilon">Above 0.</param>
    /// <param name="name">The whole parameter path. Default: made of the methods around it and <c>layerNorm</c>.</param>
    public LayerNorm(float epsilon = 1e-5f, string? name = null) => throw new CompiledOnlyException();
}
