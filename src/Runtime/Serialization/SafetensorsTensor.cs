using System.Buffers.Binary;
using System.Collections.Immutable;

namespace NeuralNet.Gen;

/// <summary>One tensor of a safetensors file: row-major, little-endian.</summary>
public sealed class SafetensorsTensor
{
    /// <summary>Describes a tensor over its bytes.</summary>
    /// <param name="name">Its key; not <c>__metadata__</c>, which the format reserves.</param>
    /// <param name="type">The type of its elements.</param>
    /// <param name="shape">Extents, outermost first; empty for a single number.</param>
    /// <param name="data">Little-endian elements in row-major order; not copied.</param>
    /// <exception cref="ArgumentException">The name is reserved, an extent is negative, or shape and bytes disagree.</exception>
    public SafetensorsTensor(string name, SafetensorsType type, ImmutableArray<int> shape, ReadOnlyMemory<byte> data)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name == SafetensorsFile.MetadataKey) throw new ArgumentException($"the format reserves the name '{name}'", nameof(name));
        if (!TryByteLength(type, shape.AsSpan(), out long length) || length != data.Length)
            throw new ArgumentException($"tensor '{name}' of shape [{string.Join(", ", shape)}] and type {NameOf(type)} does not fit {data.Length} bytes", nameof(data));
        Name = name;
        Type = type;
        Shape = shape;
        Data = data;
    }

    /// <summary>Its key in the file.</summary>
    public string Name { get; }

    /// <summary>The type of its elements.</summary>
    public SafetensorsType Type { get; }

    /// <summary>Extents, outermost first.</summary>
    public ImmutableArray<int> Shape { get; }

    /// <summary>Little-endian elements in row-major order.</summary>
    public ReadOnlyMemory<byte> Data { get; }

    /// <summary>An F32 tensor of the given numbers, which are copied.</summary>
    /// <exception cref="ArgumentException">Shape and number of elements disagree.</exception>
    public static SafetensorsTensor FromSingles(string name, ImmutableArray<int> shape, ReadOnlySpan<float> values)
    {
        byte[] data = new byte[checked(values.Length * sizeof(float))];
        for (int i = 0; i < values.Length; i++) BinaryPrimitives.WriteSingleLittleEndian(data.AsSpan(i * sizeof(float)), values[i]);
        return new SafetensorsTensor(name, SafetensorsType.F32, shape, data);
    }

    /// <summary>The elements of a floating-point tensor; F64 is rounded to nearest, the others are exact.</summary>
    /// <exception cref="InvalidOperationException">The elements are no floating-point numbers.</exception>
    public float[] ToSingles()
    {
        if (Type is not (SafetensorsType.F16 or SafetensorsType.BF16 or SafetensorsType.F32 or SafetensorsType.F64))
            throw new InvalidOperationException($"tensor '{Name}' holds {NameOf(Type)} elements, not floating-point numbers");
        ReadOnlySpan<byte> data = Data.Span;
        int size = SizeOf(Type);
        float[] values = new float[data.Length / size];
        for (int i = 0; i < values.Length; i++)
        {
            ReadOnlySpan<byte> element = data.Slice(i * size, size);
            values[i] = Type switch
            {
                SafetensorsType.F32 => BinaryPrimitives.ReadSingleLittleEndian(element),
                SafetensorsType.F64 => (float)BinaryPrimitives.ReadDoubleLittleEndian(element),
                SafetensorsType.F16 => (float)BinaryPrimitives.ReadHalfLittleEndian(element),
                _ => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadInt16LittleEndian(element) << 16),
            };
        }

        return values;
    }

    internal static int SizeOf(SafetensorsType type) => type switch
    {
        SafetensorsType.Bool or SafetensorsType.U8 or SafetensorsType.I8 => 1,
        SafetensorsType.I16 or SafetensorsType.U16 or SafetensorsType.F16 or SafetensorsType.BF16 => 2,
        SafetensorsType.I32 or SafetensorsType.U32 or SafetensorsType.F32 => 4,
        _ => 8,
    };

    internal static string NameOf(SafetensorsType type) => type switch
    {
        SafetensorsType.Bool => "BOOL",
        SafetensorsType.U8 => "U8",
        SafetensorsType.I8 => "I8",
        SafetensorsType.I16 => "I16",
        SafetensorsType.U16 => "U16",
        SafetensorsType.F16 => "F16",
        SafetensorsType.BF16 => "BF16",
        SafetensorsType.I32 => "I32",
        SafetensorsType.U32 => "U32",
        SafetensorsType.F32 => "F32",
        SafetensorsType.F64 => "F64",
        SafetensorsType.I64 => "I64",
        SafetensorsType.U64 => "U64",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "no element type of the format"),
    };

    internal static SafetensorsType? TypeOf(string name) => name switch
    {
        "BOOL" => SafetensorsType.Bool,
        "U8" => SafetensorsType.U8,
        "I8" => SafetensorsType.I8,
        "I16" => SafetensorsType.I16,
        "U16" => SafetensorsType.U16,
        "F16" => SafetensorsType.F16,
        "BF16" => SafetensorsType.BF16,
        "I32" => SafetensorsType.I32,
        "U32" => SafetensorsType.U32,
        "F32" => SafetensorsType.F32,
        "F64" => SafetensorsType.F64,
        "I64" => SafetensorsType.I64,
        "U64" => SafetensorsType.U64,
        _ => null,
    };

    /// <summary>Bytes of a tensor; <c>false</c> when an extent is negative or the product overflows.</summary>
    internal static bool TryByteLength(SafetensorsType type, ReadOnlySpan<int> shape, out long length)
    {
        length = SizeOf(type);
        foreach (int extent in shape)
        {
            if (extent < 0) return false;
            if (extent != 0 && length > long.MaxValue / extent) return false;
            length *= extent;
        }

        return true;
    }
}
