namespace NeuralNet.Gen;

/// <summary>A fully connected layer whose weights are shared by all its uses; see <see cref="Tensor.Dense"/>.</summary>
public sealed class Dense : Layer
{
    /// <summary>Declares the layer; its input width is that of its first use, and later uses must agree.</summary>
    /// <param name="units">Outputs, at least 1.</param>
    /// <param name="bias">Whether a bias is added.</param>
    /// <param name="weightInitializer">How the weight starts. Default: as PyTorch's <c>Linear</c>.</param>
    /// <param name="biasInitializer">How the bias starts.</param>
    /// <param name="name">The whole parameter path. Default: made of the methods around it and <c>dense</c>.</param>
    public Dense(int units, bool bias = true, Initializer weightInitializer = Initializer.Default, Initializer biasInitializer = Initializer.Default, string? name = null)
        => throw new CompiledOnlyException();
}
