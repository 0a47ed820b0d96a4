namespace NeuralNet.Gen;

/// <summary>
/// Convolution over [batch, channels, depth, height, width] (PyTorch's <c>Conv3d</c>; LeCun et al., 1989). Each dimension of places becomes ⌊(in + 2·padding − dilation·(kernel − 1) − 1)/stride⌋ + 1.
/// Parameters <c>weight</c> [channels, inputs/groups, taps…] and <c>bias</c> [channels].
/// </summary>
/// <param name="channels">Outputs, at least 1.</param>
/// <param name="kernel">Taps in each dimension.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false, AllowMultiple = true)]
public sealed class Conv3dAttribute(int channels, int kernel) : Attribute
{
    /// <summary>Outputs.</summary>
    public int Channels { get; } = channels;

    /// <summary>Taps in each dimension.</summary>
    public int Kernel { get; } = kernel;

    /// <summary>Places between windows. Default: 1.</summary>
    public int Stride { get; set; } = 1;

    /// <summary>Zeros before and after each dimension.</summary>
    public int Padding { get; set; }

    /// <summary>Places between taps. Default: 1.</summary>
    public int Dilation { get; set; } = 1;

    /// <summary>Groups of channels that do not meet. Default: 1.</summary>
    public int Groups { get; set; } = 1;

    /// <summary>Whether a bias is added. Default: true.</summary>
    public bool Bias { get; set; } = true;

    /// <summary>Pads so that the output has ⌈in/stride⌉ places.</summary>
    public bool Same { get; set; }

    /// <summary>The layer's name in parameter paths. Default: <c>conv3d1</c>, <c>conv3d2</c>, … in order of declaration.</summary>
    public string? Name { get; set; }

    /// <summary>How the weight starts. Default: as PyTorch's <c>Conv3d</c>.</summary>
    public Initializer WeightInitializer { get; set; }

    /// <summary>How the bias starts.</summary>
    public Initializer BiasInitializer { get; set; }
}
