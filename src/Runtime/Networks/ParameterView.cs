namespace NeuralNet.Gen;

/// <summary>One parameter of a network, seen in place: its values, its gradients, and elements by their logical indices.</summary>
public readonly ref struct ParameterView
{
    /// <summary>Called by generated code.</summary>
    /// <param name="info">Name, shape and place.</param>
    /// <param name="parameters">The network's parameter vector.</param>
    /// <param name="gradients">The network's gradient vector.</param>
    public ParameterView(ParameterInfo info, Span<float> parameters, Span<float> gradients)
    {
        ArgumentNullException.ThrowIfNull(info);
        Info = info;
        Values = parameters.Slice(info.Offset, info.Length);
        Gradients = gradients.Slice(info.Offset, info.Length);
    }

    /// <summary>A parameter of a network, in its own memory.</summary>
    /// <param name="network">Whose parameter it is.</param>
    /// <param name="parameter">Place in <see cref="NetworkInfo.Parameters"/>.</param>
    /// <exception cref="ArgumentNullException"><paramref name="network"/> is <c>null</c>.</exception>
    /// <exception cref="IndexOutOfRangeException">There is no such parameter.</exception>
    public ParameterView(INetwork network, int parameter)
        : this((network ?? throw new ArgumentNullException(nameof(network))).Info.Parameters[parameter], network.Parameters, network.Gradients)
    {
    }

    /// <summary>Name, logical shape, place and strides.</summary>
    public ParameterInfo Info { get; }

    /// <summary>All values in memory order, which <see cref="ParameterInfo.Strides"/> describes.</summary>
    public Span<float> Values { get; }

    /// <summary>The gradients of the last gradient computation, in the same order.</summary>
    public Span<float> Gradients { get; }

    /// <summary>An element of a vector.</summary>
    public ref float this[int i] => ref Values[Index([i])];

    /// <summary>An element of a matrix by its logical row and column: a dense weight is [out, in].</summary>
    public ref float this[int row, int column] => ref Values[Index([row, column])];

    /// <summary>An element by all its logical indices.</summary>
    public ref float this[params ReadOnlySpan<int> indices] => ref Values[Index(indices)];

    private int Index(ReadOnlySpan<int> indices)
    {
        if (indices.Length != Info.Shape.Length)
            throw new ArgumentException($"'{Info.Name}' has {Info.Shape.Length} dimensions; {indices.Length} indices were given");
        int index = 0;
        for (int i = 0; i < indices.Length; i++)
        {
            if ((uint)indices[i] >= (uint)Info.Shape[i])
                throw new ArgumentOutOfRangeException(nameof(indices), $"index {indices[i]} of dimension {i} of '{Info.Name}' is outside 0…{Info.Shape[i] - 1}");
            index += indices[i] * Info.Strides[i];
        }

        return index;
    }
}
