using System.Collections.Immutable;

namespace NeuralNet.Gen;

/// <summary>One column of a <see cref="TensorDataset"/>: what it is, and its numbers, sample after sample.</summary>
public sealed class DataColumn
{
    /// <summary>A column of floating-point numbers.</summary>
    /// <param name="info">Per sample; its element type is <see cref="ElementType.Float32"/>.</param>
    /// <param name="values">Samples × <c>info.Length</c> numbers; not copied.</param>
    /// <exception cref="ArgumentException">The length is no multiple of a sample's, or the element type differs.</exception>
    public DataColumn(TensorInfo info, ReadOnlyMemory<float> values)
    {
        Info = Checked(info, ElementType.Float32);
        Floats = values;
        Count = Samples(values.Length);
    }

    /// <summary>A column of integers.</summary>
    /// <param name="info">Per sample; its element type is <see cref="ElementType.Int32"/>. With a class count every value is checked now.</param>
    /// <param name="values">Samples × <c>info.Length</c> numbers; not copied.</param>
    /// <exception cref="ArgumentException">The length is no multiple of a sample's, the element type differs, or a value is outside the classes (named with its sample).</exception>
    public DataColumn(TensorInfo info, ReadOnlyMemory<int> values)
    {
        Info = Checked(info, ElementType.Int32);
        Integers = values;
        Count = Samples(values.Length);
        if (info.ClassCount <= 0) return;
        ReadOnlySpan<int> span = values.Span;
        for (int i = 0; i < span.Length; i++)
        {
            if ((uint)span[i] >= (uint)info.ClassCount && span[i] != info.IgnoredLabel)
                throw new ArgumentException($"column '{info.Name}': sample {i / info.Length} holds {span[i]}; 0 to {info.ClassCount - 1} is expected", nameof(values));
        }
    }

    /// <summary>Name, element type and extents of one sample.</summary>
    public TensorInfo Info { get; }

    /// <summary>Samples.</summary>
    public int Count { get; }

    internal ReadOnlyMemory<float> Floats { get; }

    internal ReadOnlyMemory<int> Integers { get; }

    private static TensorInfo Checked(TensorInfo info, ElementType type)
    {
        ArgumentNullException.ThrowIfNull(info);
        if (info.ElementType != type) throw new ArgumentException($"column '{info.Name}' is declared as {info.ElementType}; its values are {type}", nameof(info));
        return info.Length > 0 ? info : throw new ArgumentException($"column '{info.Name}' has samples without elements", nameof(info));
    }

    private int Samples(int length) => length % Info.Length == 0
        ? length / Info.Length
        : throw new ArgumentException($"column '{Info.Name}' has {length} numbers; a multiple of {Info.Length}, one sample's, is expected");
}
