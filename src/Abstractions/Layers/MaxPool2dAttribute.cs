namespace NeuralNet.Gen;

/// <summary>The maximum of windows of [batch, channels, height, width] (PyTorch's <c>MaxPool2d</c>).</summary>
/// <param name="kernel">Places of a window in each dimension.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false, AllowMultiple = true)]
public sealed class MaxPool2dAttribute(int kernel) : Attribute
{
    /// <summary>Places of a window in each dimension.</summary>
    public int Kernel { get; } = kernel;

    /// <summary>Places between windows; 0 stands for the kernel.</summary>
    public int Stride { get; set; }

    /// <summary>Places before and after each dimension, at most half of the kernel.</summary>
    public int Padding { get; set; }

    /// <summary>Whether a last window may be cut off by the border.</summary>
    public bool CeilMode { get; set; }
}
