namespace NeuralNet.Gen;

/// <summary>The mean of windows of [batch, channels, height, width] (PyTorch's <c>AvgPool2d</c>).</summary>
/// <param name="kernel">Places of a window in each dimension.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false, AllowMultiple = true)]
public sealed class AvgPool2dAttribute(int kernel) : Attribute
{
    /// <summary>Places of a window in each dimension.</summary>
    public int Kernel { get; } = kernel;

    /// <summary>Places between windows; 0 stands for the kernel.</summary>
    public int Stride { get; set; }

    /// <summary>Places before and after each dimension, at most half of the kernel.</summary>
    public int Padding { get; set; }

    /// <summary>Whether padding counts in the divisor. Default: true.</summary>
    public bool CountIncludePad { get; set; } = true;

    /// <summary>Whether a last window may be cut off by the border.</summary>
    public bool CeilMode { get; set; }
}
