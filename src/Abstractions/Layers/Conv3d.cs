namespace NeuralNet.Gen;

/// <summary>A convolution whose weights are shared by all its uses; see <c>Tensor.Conv3d</c>.</summary>
public sealed class Conv3d : Layer
{
    /// <summary>
    /// Declares the layer: convolution over [batch, channels, depth, height, width] (PyTorch's <c>Conv3d</c>; LeCun et al., 1989). Each dimension of places becomes ⌊(in + 2·padding − dilation·(kernel − 1) − 1)/stride⌋ + 1.
    /// Parameters <c>weight</c> [channels, inputs/groups, taps…] and <c>bias</c> [channels].
    /// </summary>
    /// <param name="channels">Outputs, at least 1.</param>
    /// <param name="kernel">Taps in each dimension.</param>
    /// <param name="stride">Places between windows.</param>
    /// <param name="padding">Zeros before and after each dimension.</param>
    /// <param name="dilation">Places between taps.</param>
    /// <param name="groups">Divides the channels into groups that do not meet; as many as inputs and outputs make it depthwise.</param>
    /// <param name="bias">Whether a bias is added.</param>
    /// <param name="same">Pads so that the output has ⌈in/stride⌉ places, an odd zero behind.</param>
    /// <param name="weightInitializer">How the weight starts. Default: as PyTorch's <c>Conv3d</c>.</param>
    /// <param name="biasInitializer">How the bias starts.</param>
    /// <param name="name">The whole parameter path. Default: made of the methods around it and <c>conv3d</c>.</param>
    public Conv3d(int channels, int kernel, int stride = 1, int padding = 0, int dilation = 1, int groups = 1, bool bias = true, bool same = false, Initializer weightInitializer = Initializer.Default, Initializer biasInitializer = Initializer.Default, string? name = null)
        => throw new CompiledOnlyException();
}
