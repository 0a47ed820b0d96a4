using System.Buffers.Binary;
using System.Collections.Immutable;

namespace NeuralNet.Gen;

/// <summary>The content of an IDX file: a dense array in row-major order.</summary>
public sealed class IdxArray
{
    internal IdxArray(string path, IdxElementType type, ImmutableArray<int> dimensions, byte[] data)
    {
        Path = path;
        ElementType = type;
        Dimensions = dimensions;
        Data = data;
    }

    /// <summary>The file that it was read from.</summary>
    public string Path { get; }

    /// <summary>The type of one element.</summary>
    public IdxElementType ElementType { get; }

    /// <summary>Extents, outermost first; at least one.</summary>
    public ImmutableArray<int> Dimensions { get; }

    /// <summary>Elements in all.</summary>
    public int Length => Data.Length / IdxFile.SizeOf(ElementType);

    /// <summary>The elements as the file holds them: big-endian. For <see cref="IdxElementType.UInt8"/> one byte each.</summary>
    public ReadOnlyMemory<byte> Bytes => Data;

    internal byte[] Data { get; }

    /// <summary>Byte at which the elements begin in the (decompressed) file.</summary>
    internal int HeaderLength => 4 + (4 * Dimensions.Length);

    /// <summary>The elements as floating-point numbers, unscaled; values that a float cannot hold are rounded to nearest.</summary>
    public float[] ToSingles()
    {
        ReadOnlySpan<byte> data = Data;
        float[] values = new float[Length];
        int size = IdxFile.SizeOf(ElementType);
        for (int i = 0; i < values.Length; i++)
        {
            ReadOnlySpan<byte> element = data.Slice(i * size, size);
            values[i] = ElementType switch
            {
                IdxElementType.UInt8 => element[0],
                IdxElementType.Int8 => (sbyte)element[0],
                IdxElementType.Int16 => BinaryPrimitives.ReadInt16BigEndian(element),
                IdxElementType.Int32 => BinaryPrimitives.ReadInt32BigEndian(element),
                IdxElementType.Float32 => BinaryPrimitives.ReadSingleBigEndian(element),
                _ => (float)BinaryPrimitives.ReadDoubleBigEndian(element),
            };
        }

        return values;
    }

    /// <summary>The elements as integers.</summary>
    /// <exception cref="InvalidOperationException">The elements are floating-point numbers.</exception>
    public int[] ToInt32s()
    {
        if (ElementType is IdxElementType.Float32 or IdxElementType.Float64)
            throw new InvalidOperationException($"{Path} holds {ElementType} elements, not integers");
        ReadOnlySpan<byte> data = Data;
        int[] values = new int[Length];
        int size = IdxFile.SizeOf(ElementType);
        for (int i = 0; i < values.Length; i++)
        {
            ReadOnlySpan<byte> element = data.Slice(i * size, size);
            values[i] = ElementType switch
            {
                IdxElementType.UInt8 => element[0],
                IdxElementType.Int8 => (sbyte)element[0],
                IdxElementType.Int16 => BinaryPrimitives.ReadInt16BigEndian(element),
                _ => BinaryPrimitives.ReadInt32BigEndian(element),
            };
        }

        return values;
    }
}
