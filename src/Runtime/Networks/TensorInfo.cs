using System.Collections.Immutable;

namespace NeuralNet.Gen;

/// <summary>The element type of a tensor at the border of a network.</summary>
public enum ElementType
{
    /// <summary>32-bit IEEE 754 floating point.</summary>
    Float32,

    /// <summary>32-bit signed integer: class labels and token numbers.</summary>
    Int32,
}

/// <summary>An input, target or output of a network, per sample: the batch dimension is not part of <see cref="Shape"/>.</summary>
/// <param name="Name">The name that error messages use.</param>
/// <param name="ElementType">The type of one element.</param>
/// <param name="Shape">Extents of one sample, outermost first; empty for a single number.</param>
/// <param name="ClassCount">For integers: one more than the largest value allowed (0 ≤ value &lt; ClassCount); otherwise 0.</param>
public sealed record TensorInfo(string Name, ElementType ElementType, ImmutableArray<int> Shape, int ClassCount = 0)
{
    /// <summary>A value outside of the classes that stands for no label: the loss passes over it. Null where there is none.</summary>
    public int? IgnoredLabel { get; init; }

    /// <summary>Elements of one sample.</summary>
    public int Length
    {
        get
        {
            int length = 1;
            foreach (int extent in Shape) length *= extent;
            return length;
        }
    }
}
