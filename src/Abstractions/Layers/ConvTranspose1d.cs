namespace NeuralNet.Gen;

/// <summary>A transposed convolution whose weights are shared by all its uses; see <c>Tensor.ConvTranspose1d</c>.</summary>
public sealed class ConvTranspose1d : Layer
{
    /// <summary>
    /// Declares the layer: transposed convolution over [batch, channels, time] (PyTorch's <c>ConvTranspose1d</c>; Dumoulin and Visin, 2016). Each dimension of places becomes (in − 1)·stride − 2·padding
    /// + dilation·(kernel − 1) + outputPadding + 1. Parameters <c>weight</c> [inputs, channels/groups, taps…] and <c>bias</c> [channels].
    /// </summary>
    /// <param name="channels">Outputs, at least 1.</param>
    /// <param name="kernel">Taps in each dimension.</param>
    /// <param name="stride">Places between the contributions of neighbouring inputs.</param>
    /// <param name="padding">Places cut off before and after each dimension.</param>
    /// <param name="outputPadding">Places added behind each dimension; less than stride or dilation.</param>
    /// <param name="dilation">Places between taps.</param>
    /// <param name="groups">Divides the channels into groups that do not meet.</param>
    /// <param name="bias">Whether a bias is added.</param>
    /// <param name="weightInitializer">How the weight starts. Default: as PyTorch's <c>ConvTranspose1d</c>.</param>
    /// <param name="biasInitializer">How the bias starts.</param>
    /// <param name="name">The whole parameter path. Default: made of the methods around it and <c>convTranspose1d</c>.</param>
    public ConvTranspose1d(int channels, int kernel, int stride = 1, int padding = 0, int outputPadding = 0, int dilation = 1, int groups = 1, bool bias = true, Initializer weightInitializer = Initializer.Default, Initializer biasInitializer = Initializer.Default, string? name = null)
        => throw new CompiledOnlyException();
}
