using System.Collections.Immutable;

namespace NeuralNet.Gen;

/// <summary>Where one trained tensor lies in the parameter vector, and how the outside world names and shapes it.</summary>
/// <param name="Name">Stable path, for example <c>dense1.weight</c>; the key in a weight file.</param>
/// <param name="Shape">The logical shape, PyTorch's: a dense weight is [out, in].</param>
/// <param name="Offset">First element in the parameter vector.</param>
/// <param name="Strides">
/// Elements between neighbours along each logical dimension. The compiler may lay a tensor out transposed (a dense weight is stored
/// [in, out], strides [1, out]); files always hold the logical row-major order.
/// </param>
public sealed record ParameterInfo(string Name, ImmutableArray<int> Shape, int Offset, ImmutableArray<int> Strides)
{
    /// <summary>Whether the gradient is that of a few rows (<see cref="INetwork.SparseGradients"/>): an embedding declared with <c>sparse: true</c>.</summary>
    public bool SparseGradient { get; init; }

    /// <summary>Whether this is a matrix whose rows lie one after the other.</summary>
    internal bool HasRows => Shape.Length == 2 && Strides[1] == 1 && Strides[0] == Shape[1];

    /// <summary>Number of elements.</summary>
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
