namespace NeuralNet.Gen;

public sealed partial class Tensor
{
    /// <summary>
    /// Convolution over [batch, channels, time] (PyTorch's <c>Conv1d</c>; LeCun et al., 1989). Each dimension of places becomes ⌊(in + 2·padding − dilation·(kernel − 1) − 1)/stride⌋ + 1.
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
    /// <param name="causal">Pads in front alone, so that no output sees a later input (WaveNet; van den Oord et al., 2016).</param>
    /// <param name="weightInitializer">How the weight starts. Default: as PyTorch's <c>Conv1d</c>.</param>
    /// <param name="biasInitializer">How the bias starts.</param>
    /// <param name="name">The whole parameter path. Default: made of the methods around it and <c>conv1d</c>.</param>
    public Tensor Conv1d(int channels, int kernel, int stride = 1, int padding = 0, int dilation = 1, int groups = 1, bool bias = true, bool same = false, bool causal = false, Initializer weightInitializer = Initializer.Default, Initializer biasInitializer = Initializer.Default, string? name = null)
        => throw new CompiledOnlyException();

    /// <summary>
    /// Convolution over [batch, channels, height, width] (PyTorch's <c>Conv2d</c>; LeCun et al., 1989). Each dimension of places becomes ⌊(in + 2·padding − dilation·(kernel − 1) − 1)/stride⌋ + 1.
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
    /// <param name="weightInitializer">How the weight starts. Default: as PyTorch's <c>Conv2d</c>.</param>
    /// <param name="biasInitializer">How the bias starts.</param>
    /// <param name="name">The whole parameter path. Default: made of the methods around it and <c>conv2d</c>.</param>
    public Tensor Conv2d(int channels, int kernel, int stride = 1, int padding = 0, int dilation = 1, int groups = 1, bool bias = true, bool same = false, Initializer weightInitializer = Initializer.Default, Initializer biasInitializer = Initializer.Default, string? name = null)
        => throw new CompiledOnlyException();

    /// <summary>
    /// Convolution over [batch, channels, depth, height, width] (PyTorch's <c>Conv3d</c>; LeCun et al., 1989). Each dimension of places becomes ⌊(in + 2·padding − dilation·(kernel − 1) − 1)/stride⌋ + 1.
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
    public Tensor Conv3d(int channels, int kernel, int stride = 1, int padding = 0, int dilation = 1, int groups = 1, bool bias = true, bool same = false, Initializer weightInitializer = Initializer.Default, Initializer biasInitializer = Initializer.Default, string? name = null)
        => throw new CompiledOnlyException();

    /// <inheritdoc cref="Conv2d(int, int, int, int, int, int, bool, bool, Initializer, Initializer, string?)"/>
    public Tensor Conv2d(
        int channels, (int Height, int Width) kernel, (int Height, int Width) stride, (int Height, int Width) padding, (int Height, int Width) dilation, int groups, bool bias, string? name)
        => throw new CompiledOnlyException();

    /// <summary>
    /// Transposed convolution over [batch, channels, time] (PyTorch's <c>ConvTranspose1d</c>; Dumoulin and Visin, 2016). Each dimension of places becomes (in − 1)·stride − 2·padding
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
    public Tensor ConvTranspose1d(int channels, int kernel, int stride = 1, int padding = 0, int outputPadding = 0, int dilation = 1, int groups = 1, bool bias = true, Initializer weightInitializer = Initializer.Default, Initializer biasInitializer = Initializer.Default, string? name = null)
        => throw new CompiledOnlyException();

    /// <summary>
    /// Transposed convolution over [batch, channels, height, width] (PyTorch's <c>ConvTranspose2d</c>; Dumoulin and Visin, 2016). Each dimension of places becomes (in − 1)·stride − 2·padding
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
    /// <param name="weightInitializer">How the weight starts. Default: as PyTorch's <c>ConvTranspose2d</c>.</param>
    /// <param name="biasInitializer">How the bias starts.</param>
    /// <param name="name">The whole parameter path. Default: made of the methods around it and <c>convTranspose2d</c>.</param>
    public Tensor ConvTranspose2d(int channels, int kernel, int stride = 1, int padding = 0, int outputPadding = 0, int dilation = 1, int groups = 1, bool bias = true, Initializer weightInitializer = Initializer.Default, Initializer biasInitializer = Initializer.Default, string? name = null)
        => throw new CompiledOnlyException();

    /// <summary>The maximum of windows of [batch, channels, time] (PyTorch's <c>MaxPool1d</c>). Padding never wins; equal maxima give their gradient to the first.</summary>
    /// <param name="kernel">Places of a window in each dimension.</param>
    /// <param name="stride">Places between windows; 0 stands for the kernel.</param>
    /// <param name="padding">Places before and after each dimension, at most half of the kernel.</param>
    /// <param name="ceilMode">Whether a last window may be cut off by the border.</param>
    public Tensor MaxPool1d(int kernel, int stride = 0, int padding = 0, bool ceilMode = false) => throw new CompiledOnlyException();

    /// <summary>The maximum of windows of [batch, channels, height, width] (PyTorch's <c>MaxPool2d</c>). Padding never wins; equal maxima give their gradient to the first.</summary>
    /// <param name="kernel">Places of a window in each dimension.</param>
    /// <param name="stride">Places between windows; 0 stands for the kernel.</param>
    /// <param name="padding">Places before and after each dimension, at most half of the kernel.</param>
    /// <param name="ceilMode">Whether a last window may be cut off by the border.</param>
    public Tensor MaxPool2d(int kernel, int stride = 0, int padding = 0, bool ceilMode = false) => throw new CompiledOnlyException();

    /// <summary>The maximum of <paramref name="size"/> windows in each dimension of [batch, channels, time], as even as they can be (PyTorch's <c>AdaptiveMaxPool1d</c>).</summary>
    /// <param name="size">Windows in each dimension, at most the places there are.</param>
    public Tensor AdaptiveMaxPool1d(int size) => throw new CompiledOnlyException();

    /// <summary>The maximum of <paramref name="size"/> windows in each dimension of [batch, channels, height, width], as even as they can be (PyTorch's <c>AdaptiveMaxPool2d</c>).</summary>
    /// <param name="size">Windows in each dimension, at most the places there are.</param>
    public Tensor AdaptiveMaxPool2d(int size) => throw new CompiledOnlyException();

    /// <summary>The maximum over all places: [batch, channels, places…] → [batch, channels].</summary>
    public Tensor GlobalMaxPool() => throw new CompiledOnlyException();

    /// <summary>The mean of windows of [batch, channels, time] (PyTorch's <c>AvgPool1d</c>). </summary>
    /// <param name="kernel">Places of a window in each dimension.</param>
    /// <param name="stride">Places between windows; 0 stands for the kernel.</param>
    /// <param name="padding">Places before and after each dimension, at most half of the kernel.</param>
    /// <param name="ceilMode">Whether a last window may be cut off by the border.</param>
    /// <param name="countIncludePad">Whether padding counts in the divisor.</param>
    public Tensor AvgPool1d(int kernel, int stride = 0, int padding = 0, bool ceilMode = false, bool countIncludePad = true) => throw new CompiledOnlyException();

    /// <summary>The mean of windows of [batch, channels, height, width] (PyTorch's <c>AvgPool2d</c>). </summary>
    /// <param name="kernel">Places of a window in each dimension.</param>
    /// <param name="stride">Places between windows; 0 stands for the kernel.</param>
    /// <param name="padding">Places before and after each dimension, at most half of the kernel.</param>
    /// <param name="ceilMode">Whether a last window may be cut off by the border.</param>
    /// <param name="countIncludePad">Whether padding counts in the divisor.</param>
    public Tensor AvgPool2d(int kernel, int stride = 0, int padding = 0, bool ceilMode = false, bool countIncludePad = true) => throw new CompiledOnlyException();

    /// <summary>The mean of <paramref name="size"/> windows in each dimension of [batch, channels, time], as even as they can be (PyTorch's <c>AdaptiveAvgPool1d</c>).</summary>
    /// <param name="size">Windows in each dimension, at most the places there are.</param>
    public Tensor AdaptiveAvgPool1d(int size) => throw new CompiledOnlyException();

    /// <summary>The mean of <paramref name="size"/> windows in each dimension of [batch, channels, height, width], as even as they can be (PyTorch's <c>AdaptiveAvgPool2d</c>).</summary>
    /// <param name="size">Windows in each dimension, at most the places there are.</param>
    public Tensor AdaptiveAvgPool2d(int size) => throw new CompiledOnlyException();

    /// <summary>The mean over all places: [batch, channels, places…] → [batch, channels].</summary>
    public Tensor GlobalAvgPool() => throw new CompiledOnlyException();

    /// <summary>Every place repeated <paramref name="scale"/> times in each dimension of [batch, channels, places…] (PyTorch's <c>Upsample</c>, nearest).</summary>
    /// <param name="scale">At least 1.</param>
    public Tensor UpsampleNearest(int scale) => throw new CompiledOnlyException();

    /// <summary>
    /// [batch, channels, height, width] enlarged along straight lines between neighbours, half-pixel centres (PyTorch's <c>Upsample</c>, bilinear, align_corners = false).
    /// </summary>
    /// <param name="scale">At least 1.</param>
    public Tensor UpsampleBilinear(int scale) => throw new CompiledOnlyException();

    /// <summary>
    /// Each channel of [batch, channels, places…] brought to mean 0 and variance 1, then scaled and shifted by trained numbers (Ioffe and Szegedy, 2015; PyTorch's
    /// <c>BatchNorm</c>). Training takes mean and variance of the batch and mixes them into running ones, which are saved with the weights; prediction takes those. Parameters
    /// <c>weight</c> and <c>bias</c> [channels]; state <c>running_mean</c> and <c>running_var</c> [channels].
    /// </summary>
    /// <param name="epsilon">Added to the variance; above 0.</param>
    /// <param name="momentum">Share of the batch in the running statistics, 0 to 1. The running variance is the unbiased one.</param>
    /// <param name="affine">Whether there are trained scale and shift.</param>
    /// <param name="name">The whole parameter path. Default: made of the methods around it and <c>batchNorm</c>.</param>
    public Tensor BatchNorm(float epsilon = 1e-5f, float momentum = 0.1f, bool affine = true, string? name = null) => throw new CompiledOnlyException();
}
