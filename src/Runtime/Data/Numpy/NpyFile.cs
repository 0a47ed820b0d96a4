using System.Buffers.Binary;
using System.Text;

namespace NeuralNet.Gen;

/// <summary>
/// Reads and writes NumPy's <c>.npy</c> format (numpy.org/doc/stable/reference/generated/numpy.lib.format.html), versions 1 to 3: booleans, integers and floating-point numbers,
/// little- or big-endian, row- or column-major. Arrays of objects and records are refused.
/// </summary>
public static class NpyFile
{
    private static readonly byte[] s_magic = [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    // NumPy itself asks for more trust above 10,000 characters.
    private const int LargestHeader = 10_000;

    /// <summary>Reads an array.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="DataFormatException">The file is cut short, has bytes left over, is of another kind or holds elements that are not read.</exception>
    public static NpyArray Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.SequentialScan);
        return Read(path, file, file.Length);
    }

    /// <summary>Writes an array; an existing file is replaced whole or not at all.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save(string path, NpyArray array)
    {
        ArgumentNullException.ThrowIfNull(array);
        AtomicFile.Write(path, stream => Write(stream, array));
    }

    internal static int SizeOf(NpyElementType type) => type switch
    {
        NpyElementType.Boolean or NpyElementType.Int8 or NpyElementType.UInt8 => 1,
        NpyElementType.Int16 or NpyElementType.UInt16 or NpyElementType.Float16 => 2,
        NpyElementType.Int32 or NpyElementType.UInt32 or NpyElementType.Float32 => 4,
        _ => 8,
    };

    /// <param name="path">For messages.</param>
    /// <param name="stream">At the beginning of the content.</param>
    /// <param name="contentLength">Its length.</param>
    internal static NpyArray Read(string path, Stream stream, long contentLength)
    {
        Span<byte> start = stackalloc byte[12];
        int got = stream.ReadAtLeast(start[..10], 10, throwOnEndOfStream: false);
        if (got < 10) throw new DataFormatException(path, got, $"the content ends after {got} bytes; a NumPy header is expected");
        if (!start[..6].SequenceEqual(s_magic)) throw new DataFormatException(path, 0, @"wrong magic number; a NumPy array begins with \x93NUMPY");
        if (start[6] is < 1 or > 3 || start[7] != 0) throw new DataFormatException(path, 6, $"version {start[6]}.{start[7]} of the format; 1.0, 2.0 or 3.0 is expected");
        int prefix = 10;
        long headerLength = BinaryPrimitives.ReadUInt16LittleEndian(start[8..]);
        if (start[6] > 1)
        {
            prefix = 12;
            got = stream.ReadAtLeast(start[10..], 2, throwOnEndOfStream: false);
            if (got < 2) throw new DataFormatException(path, 10 + got, "the content ends inside the length of its header");
            headerLength = BinaryPrimitives.ReadUInt32LittleEndian(start[8..]);
        }

        if (headerLength > LargestHeader) throw new DataFormatException(path, 8, $"a header of {headerLength} bytes; at most {LargestHeader} is expected");
        byte[] text = new byte[headerLength];
        got = stream.ReadAtLeast(text, text.Length, throwOnEndOfStream: false);
        if (got < text.Length) throw new DataFormatException(path, prefix + got, $"the content ends inside its header of {headerLength} bytes");
        var header = new NpyHeader(path, text, prefix);
        header.Parse();
        (NpyElementType type, bool swaps) = Type(path, header.Type);

        long declared = SizeOf(type), dataStart = prefix + headerLength;
        foreach (int extent in header.Shape)
        {
            declared *= extent;
            if (declared > Array.MaxLength)
                throw new DataFormatException(path, prefix, $"the shape {ShapeText.Of(header.Shape.AsSpan())} declares more than {Array.MaxLength} bytes, the most that is read");
        }

        if (contentLength != dataStart + declared)
        {
            string fault = contentLength < dataStart + declared ? "the content is cut short" : "bytes are left over";
            throw new DataFormatException(
                path, Math.Min(contentLength, dataStart + declared),
                $"{fault}: shape {ShapeText.Of(header.Shape.AsSpan())} of {type} declares {declared} bytes of elements, but {contentLength - dataStart} are there");
        }

        byte[] data = GrowingRead.Fill(stream, (int)declared, out int length);
        if (length < declared) throw new DataFormatException(path, dataStart + length, $"the content is cut short: {declared} bytes of elements are expected, but {length} are there");
        if (stream.ReadByte() >= 0) throw new DataFormatException(path, dataStart + declared, "bytes are left over");
        if (swaps) Swap(data, SizeOf(type));
        if (type == NpyElementType.Boolean && data.AsSpan().IndexOfAnyExcept((byte)0, (byte)1) is >= 0 and int bad)
            throw new DataFormatException(path, dataStart + bad, $"a boolean is {data[bad]}; 0 or 1 is expected");
        if (header.FortranOrder && header.Shape.Length > 1) data = RowMajor(data, header.Shape.AsSpan(), SizeOf(type));
        return new NpyArray(path, type, header.Shape, data);
    }

    internal static void Write(Stream stream, NpyArray array)
    {
        char kind = array.ElementType switch
        {
            NpyElementType.Boolean => 'b',
            >= NpyElementType.Int8 and <= NpyElementType.Int64 => 'i',
            >= NpyElementType.UInt8 and <= NpyElementType.UInt64 => 'u',
            _ => 'f',
        };
        int size = SizeOf(array.ElementType);
        string shape = string.Join(", ", array.Shape) + (array.Shape.Length == 1 ? "," : "");
        string text = $"{{'descr': '{(size == 1 ? '|' : '<')}{kind}{size}', 'fortran_order': False, 'shape': ({shape}), }}";

        // Spaces up to a newline, so that the elements begin at a multiple of 64.
        int length = (((10 + text.Length + 1 + 63) / 64) * 64) - 10;
        byte[] header = new byte[10 + length];
        s_magic.CopyTo(header, 0);
        header[6] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(8), (ushort)length);
        header.AsSpan(10).Fill((byte)' ');
        Encoding.ASCII.GetBytes(text, header.AsSpan(10));
        header[^1] = (byte)'\n';
        stream.Write(header);
        stream.Write(array.Data);
    }

    private static (NpyElementType Type, bool Swaps) Type(string path, string text)
    {
        NpyElementType? type = text.Length != 3 ? null : text[1..] switch
        {
            "b1" => NpyElementType.Boolean,
            "i1" => NpyElementType.Int8,
            "i2" => NpyElementType.Int16,
            "i4" => NpyElementType.Int32,
            "i8" => NpyElementType.Int64,
            "u1" => NpyElementType.UInt8,
            "u2" => NpyElementType.UInt16,
            "u4" => NpyElementType.UInt32,
            "u8" => NpyElementType.UInt64,
            "f2" => NpyElementType.Float16,
            "f4" => NpyElementType.Float32,
            "f8" => NpyElementType.Float64,
            _ => null,
        };
        if (type is null || text[0] is not ('<' or '>' or '|' or '='))
            throw new DataFormatException(path, 10, $"elements of type '{text}'; b1, i1 to i8, u1 to u8 or f2 to f8 with '<', '>' or '|' is expected");
        bool big = text[0] == '>' || (text[0] == '=' && !BitConverter.IsLittleEndian);
        return (type.Value, big && SizeOf(type.Value) > 1);
    }

    private static void Swap(byte[] data, int size)
    {
        for (int at = 0; at < data.Length; at += size) data.AsSpan(at, size).Reverse();
    }

    /// <summary>Walks the target in order; the source's place moves along with the indices.</summary>
    private static byte[] RowMajor(byte[] source, ReadOnlySpan<int> shape, int size)
    {
        byte[] target = new byte[source.Length];
        if (source.Length == 0) return target;
        Span<int> index = stackalloc int[shape.Length];
        Span<long> stride = stackalloc long[shape.Length];
        index.Clear();
        stride[0] = size;
        for (int d = 1; d < shape.Length; d++) stride[d] = stride[d - 1] * shape[d - 1];
        long from = 0;
        for (int at = 0; at < target.Length; at += size)
        {
            source.AsSpan((int)from, size).CopyTo(target.AsSpan(at));
            for (int d = shape.Length - 1; d >= 0; d--)
            {
                from += stride[d];
                if (++index[d] < shape[d]) break;
                from -= stride[d] * shape[d];
                index[d] = 0;
            }
        }

        return target;
    }
}
