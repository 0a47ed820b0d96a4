using System.Buffers.Binary;
using System.Collections.Immutable;
using System.IO.Compression;

namespace NeuralNet.Gen;

/// <summary>
/// Reads the IDX format of the MNIST family as its authors describe it (yann.lecun.com/exdb/mnist, "the IDX file format"): two zero bytes, a type,
/// the number of dimensions, the extents as 32-bit big-endian integers, then the elements, big-endian, row-major.
/// </summary>
/// <remarks>
/// A gzip-compressed file is recognised by its content. A path that does not exist but does with <c>.gz</c> appended is read from there. What a
/// header declares is compared with the actual data before memory is taken for it.
/// </remarks>
public static class IdxFile
{
    /// <summary>Reads a file of any element type.</summary>
    /// <exception cref="FileNotFoundException">Neither the path nor the path with <c>.gz</c> exists.</exception>
    /// <exception cref="DataFormatException">The file is cut short, has bytes left over, or is not an IDX file.</exception>
    public static IdxArray Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string actual = File.Exists(path) || !File.Exists(path + ".gz") ? path : path + ".gz";
        using var file = new FileStream(actual, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.SequentialScan);
        Span<byte> magic = stackalloc byte[2];
        bool compressed = file.ReadAtLeast(magic, 2, throwOnEndOfStream: false) == 2 && magic[0] == 0x1F && magic[1] == 0x8B;
        file.Position = 0;
        if (!compressed) return Read(actual, file, file.Length, exact: true);
        try
        {
            using var content = new GZipStream(file, CompressionMode.Decompress);
            return Read(actual, content, file.Length * GrowingRead.LargestDeflateRatio, exact: false);
        }
        catch (InvalidDataException exception)
        {
            throw new DataFormatException(actual, -1, $"the gzip data is damaged or cut short: {exception.Message}", exception);
        }
    }

    /// <summary>Reads a file of unsigned bytes, as MNIST's are.</summary>
    /// <inheritdoc cref="Read(string)" path="/exception"/>
    public static IdxArray ReadBytes(string path)
    {
        IdxArray array = Read(path);
        return array.ElementType == IdxElementType.UInt8
            ? array
            : throw new DataFormatException(array.Path, 2, $"the elements are {array.ElementType} (0x{(int)array.ElementType:X2}); unsigned bytes (0x08) are expected");
    }

    internal static int SizeOf(IdxElementType type) => type switch
    {
        IdxElementType.UInt8 or IdxElementType.Int8 => 1,
        IdxElementType.Int16 => 2,
        IdxElementType.Int32 or IdxElementType.Float32 => 4,
        IdxElementType.Float64 => 8,
        _ => 0,
    };

    /// <param name="path">For messages.</param>
    /// <param name="stream">At the beginning of the content.</param>
    /// <param name="limit">The content has at most this many bytes.</param>
    /// <param name="exact">Whether <paramref name="limit"/> is its very length.</param>
    private static IdxArray Read(string path, Stream stream, long limit, bool exact)
    {
        Span<byte> header = stackalloc byte[4];
        int got = stream.ReadAtLeast(header, 4, throwOnEndOfStream: false);
        if (got < 4) throw new DataFormatException(path, got, $"the file ends after {got} bytes; an IDX header of at least 8 is expected");
        if (header[0] != 0 || header[1] != 0)
            throw new DataFormatException(path, 0, $"wrong magic number 0x{BinaryPrimitives.ReadUInt32BigEndian(header):X8}; an IDX file begins with two zero bytes");
        var type = (IdxElementType)header[2];
        int size = SizeOf(type);
        if (size == 0)
            throw new DataFormatException(path, 2, $"unknown element type 0x{header[2]:X2}; 0x08, 0x09, 0x0B, 0x0C, 0x0D or 0x0E is expected");
        int rank = header[3];
        if (rank == 0) throw new DataFormatException(path, 3, "wrong magic number: it declares 0 dimensions; at least 1 is expected");

        long offset = 4, declared = size;
        var dimensions = ImmutableArray.CreateBuilder<int>(rank);
        for (int i = 0; i < rank; i++)
        {
            got = stream.ReadAtLeast(header, 4, throwOnEndOfStream: false);
            if (got < 4) throw new DataFormatException(path, offset + got, $"the file ends inside its header; extent {i + 1} of {rank} is expected");
            uint extent = BinaryPrimitives.ReadUInt32BigEndian(header);
            if (extent > int.MaxValue) throw new DataFormatException(path, offset, $"extent {i + 1} of {rank} is {extent}; at most {int.MaxValue} is expected");
            dimensions.Add((int)extent);
            offset += 4;

            // An early stop keeps the product from overflowing; a later extent of 0 would not make such a file sensible.
            declared *= extent;
            if (declared > Array.MaxLength)
                throw new DataFormatException(path, offset - 4, $"the extents {string.Join(" × ", dimensions)} declare more than {Array.MaxLength} bytes, the most that is read");
        }

        if (exact && limit != offset + declared) throw WrongLength(path, limit, offset, declared, dimensions);
        if (declared > limit) throw new DataFormatException(path, offset, $"{Declared(dimensions, declared)}, but {limit / GrowingRead.LargestDeflateRatio} compressed bytes cannot hold as many");

        byte[] data = GrowingRead.Fill(stream, (int)declared, out int length);
        if (length < declared) throw WrongLength(path, offset + length, offset, declared, dimensions);
        if (stream.ReadByte() >= 0) throw new DataFormatException(path, offset + declared, $"bytes are left over: {Declared(dimensions, declared)}, and the file goes on after them");
        return new IdxArray(path, type, dimensions.MoveToImmutable(), data);
    }

    private static DataFormatException WrongLength(string path, long actual, long offset, long declared, ImmutableArray<int>.Builder dimensions)
        => actual < offset + declared
            ? new DataFormatException(path, actual, $"the file is cut short: {Declared(dimensions, declared)} after a header of {offset}, but {actual - offset} are there")
            : new DataFormatException(path, offset + declared, $"{actual - offset - declared} bytes are left over: {Declared(dimensions, declared)} after a header of {offset}");

    private static string Declared(ImmutableArray<int>.Builder dimensions, long bytes)
        => $"the extents {string.Join(" × ", dimensions)} declare {bytes} bytes of elements";
}
