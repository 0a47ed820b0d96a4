namespace NeuralNet.Gen;

/// <summary>What stands around an image (torchvision's <c>padding_mode</c>).</summary>
public enum PaddingMode
{
    /// <summary>One value.</summary>
    Constant,

    /// <summary>The last value at the edge.</summary>
    Edge,

    /// <summary>The image mirrored without its edge: 1 2 3 becomes 3 2 | 1 2 3 | 2 1. The padding is less than the extent.</summary>
    Reflect,

    /// <summary>The image mirrored with its edge: 1 2 3 becomes 2 1 | 1 2 3 | 3 2. The padding is at most the extent.</summary>
    Symmetric,
}
