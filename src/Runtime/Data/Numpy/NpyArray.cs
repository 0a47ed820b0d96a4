using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.InteropServices;

namespace NeuralNet.Gen;

/// <summary>A NumPy array: a dense array of one element type, here always in row-major ("C") order and little-endian, whatever its file had.</summary>
public sealed class NpyArray
{
    internal NpyArray(string path, NpyElementType type, ImmutableArray<int> shape, byte[] data)
    {
        (Path, ElementType, Shape, Data) = (path, type, shape, data);
    }

    /// <summary>The file that it was read from, for an archive with the entry's name; empty for an array made here.</summary>
    public string Path { get; }

    /// <summary>The type of one element.</summary>
    public NpyElementType ElementType { get; }

    /// <summary>Extents, outermost first; empty for a single number.</summary>
    public ImmutableArray<int> Shape { get; }

    /// <summary>Elements in all.</summary>
    public int Length => Data.Length / NpyFile.SizeOf(ElementType);

    /// <summary>The elements, little-endian and row-major.</summary>
    public ReadOnlyMemory<byte> Bytes => Data;

    internal byte[] Data { get; }

    /// <summary>An array of 32-bit floating-point numbers.</summary>
    /// <param name="values">Row-major; copied.</param>
    /// <param name="shape">Extents, outermost first; their product is the number of values.</param>
    public static NpyArray Create(ReadOnlySpan<float> values, params ReadOnlySpan<int> shape) => Create(NpyElementType.Float32, values, shape);

    /// <summary>An array of 64-bit floating-point numbers.</summary>
    /// <inheritdoc cref="Create(ReadOnlySpan{float}, ReadOnlySpan{int})"/>
    public static NpyArray Create(ReadOnlySpan<double> values, params ReadOnlySpan<int> shape) => Create(NpyElementType.Float64, values, shape);

    /// <summary>An array of 32-bit integers.</summary>
    /// <inheritdoc cref="Create(ReadOnlySpan{float}, ReadOnlySpan{int})"/>
    public static NpyArray Create(ReadOnlySpan<int> values, params ReadOnlySpan<int> shape) => Create(NpyElementType.Int32, values, shape);

    /// <summary>An array of 64-bit integers.</summary>
    /// <inheritdoc cref="Create(ReadOnlySpan{float}, ReadOnlySpan{int})"/>
    public static NpyArray Create(ReadOnlySpan<long> values, params ReadOnlySpan<int> shape) => Create(NpyElementType.Int64, values, shape);

    /// <summary>An array of bytes.</summary>
    /// <inheritdoc cref="Create(ReadOnlySpan{float}, ReadOnlySpan{int})"/>
    public static NpyArray Create(ReadOnlySpan<byte> values, params ReadOnlySpan<int> shape) => Create(NpyElementType.UInt8, values, shape);

    /// <summary>The elements as 32-bit floating-point numbers, rounded to nearest.</summary>
    public float[] ToSingles() => Convert<float>();

    /// <summary>The elements as 64-bit floating-point numbers, rounded to nearest.</summary>
    public double[] ToDoubles() => Convert<double>();

    /// <summary>The elements as 32-bit integers: labels and tokens.</summary>
    /// <exception cref="InvalidOperationException">The elements are floating-point numbers.</exception>
    /// <exception cref="DataFormatException">An element is outside the range of 32 bits (named with its place).</exception>
    public int[] ToInt32s()
    {
        if (ElementType >= NpyElementType.Float16) throw new InvalidOperationException($"{Path}: the array holds {ElementType} elements, not integers");
        int[] result = new int[Length];
        ReadOnlySpan<byte> data = Data;
        switch (ElementType)
        {
            case NpyElementType.UInt32: Narrow(MemoryMarshal.Cast<byte, uint>(data), result); break;
            case NpyElementType.UInt64: Narrow(MemoryMarshal.Cast<byte, ulong>(data), result); break;
            case NpyElementType.Int64: Narrow(MemoryMarshal.Cast<byte, long>(data), result); break;
            default: return Convert<int>();
        }

        return result;
    }

    /// <summary>The array as a column of a <see cref="TensorDataset"/>: its first extent counts samples.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="classes">For integers: labels are below this number. 0, the default: the column is Float32 whatever the array holds.</param>
    /// <exception cref="DataFormatException">A single number, or an array of empty samples.</exception>
    /// <exception cref="ArgumentException">A label is out of range (named with its sample).</exception>
    public DataColumn ToColumn(string name, int classes = 0)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentOutOfRangeException.ThrowIfNegative(classes);
        if (Shape.Length == 0) throw new DataFormatException(Path, -1, "the array is a single number; a first extent that counts samples is expected");
        for (int i = 1; i < Shape.Length; i++)
        {
            if (Shape[i] == 0) throw new DataFormatException(Path, -1, $"the array is {ShapeText.Of(Shape.AsSpan())}: its samples have no elements");
        }

        ImmutableArray<int> sample = Shape.RemoveAt(0);
        return classes > 0
            ? new DataColumn(new TensorInfo(name, Gen.ElementType.Int32, sample, classes), ToInt32s())
            : new DataColumn(new TensorInfo(name, Gen.ElementType.Float32, sample), ToSingles());
    }

    private static NpyArray Create<T>(NpyElementType type, ReadOnlySpan<T> values, ReadOnlySpan<int> shape)
        where T : unmanaged
    {
        long length = 1;
        foreach (int extent in shape)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(extent, nameof(shape));
            length = Math.Min(length * extent, int.MaxValue + 1L);
        }

        if (length != values.Length) throw new ArgumentException($"a shape of {ShapeText.Of(shape)} and {values.Length} values do not belong together", nameof(shape));
        return new NpyArray("", type, [.. shape], MemoryMarshal.AsBytes(values).ToArray());
    }

    private T[] Convert<T>()
        where T : unmanaged, INumber<T>
    {
        T[] result = new T[Length];
        ReadOnlySpan<byte> data = Data;
        switch (ElementType)
        {
            case NpyElementType.Boolean or NpyElementType.UInt8: Copy(data, result); break;
            case NpyElementType.Int8: Copy(MemoryMarshal.Cast<byte, sbyte>(data), result); break;
            case NpyElementType.Int16: Copy(MemoryMarshal.Cast<byte, short>(data), result); break;
            case NpyElementType.Int32: Copy(MemoryMarshal.Cast<byte, int>(data), result); break;
            case NpyElementType.Int64: Copy(MemoryMarshal.Cast<byte, long>(data), result); break;
            case NpyElementType.UInt16: Copy(MemoryMarshal.Cast<byte, ushort>(data), result); break;
            case NpyElementType.UInt32: Copy(MemoryMarshal.Cast<byte, uint>(data), result); break;
            case NpyElementType.UInt64: Copy(MemoryMarshal.Cast<byte, ulong>(data), result); break;
            case NpyElementType.Float16: Copy(MemoryMarshal.Cast<byte, Half>(data), result); break;
            case NpyElementType.Float32: Copy(MemoryMarshal.Cast<byte, float>(data), result); break;
            default: Copy(MemoryMarshal.Cast<byte, double>(data), result); break;
        }

        return result;
    }

    private static void Copy<TFrom, T>(ReadOnlySpan<TFrom> source, Span<T> target)
        where TFrom : unmanaged, INumber<TFrom>
        where T : unmanaged, INumber<T>
    {
        for (int i = 0; i < source.Length; i++) target[i] = T.CreateTruncating(source[i]);
    }

    private void Narrow<TFrom>(ReadOnlySpan<TFrom> source, Span<int> target)
        where TFrom : unmanaged, IBinaryInteger<TFrom>
    {
        for (int i = 0; i < source.Length; i++)
        {
            target[i] = int.CreateTruncating(source[i]);
            if (TFrom.CreateTruncating(target[i]) != source[i] || (target[i] < 0) != (source[i] < TFrom.Zero))
                throw new DataFormatException(Path, -1, $"element {i} is {source[i]}; a 32-bit integer is expected");
        }
    }
}
