namespace NeuralNet.Gen;

/// <summary>A group normalisation whose parameters are shared by all its uses; see <see cref="Tensor.GroupNorm"/>.</summary>
public sealed class GroupNorm : Layer
{
    /// <summary>Declares the layer; later uses must have as many channels as the first.</summary>
    /// <param name="groups">A divisor of the channels, dimension 1.</param>
    /// <param name="epsilon">Above 0.</param>
    /// <param name="affine">Whether each channel is scaled and shifted by trained numbers.</param>
    /// <param name="name">The whole parameter path. Default: made of the methods around it and <c>groupNorm</c>.</param>
    public GroupNorm(int groups, float epsilon = 1e-5f, bool affine = true, string? name = null) => throw new CompiledOnlyException();
}
