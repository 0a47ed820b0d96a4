namespace NeuralNet.Gen;

/// <summary>A rectifier with trained slopes whose parameters are shared by all its uses; see <see cref="Tensor.PRelu"/>.</summary>
public sealed class PRelu : Layer
{
    /// <summary>Declares the layer; later uses must have as many channels as the first.</summary>
    /// <param name="parameters">Slopes: 1, or the extent of dimension 1, the channels.</param>
    /// <param name="initial">Where the slopes start.</param>
    /// <param name="name">The whole parameter path. Default: made of the methods around it and <c>pRelu</c>.</param>
    public PRelu(int parameters = 1, float initial = 0.25f, string? name = null) => throw new CompiledOnlyException();
}
