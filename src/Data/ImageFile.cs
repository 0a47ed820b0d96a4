using System.Buffers.Binary;
using System.IO.Hashing;
using StbImageSharp;

namespace NeuralNet.Gen;

/// <summary>Reads pictures in PNG, JPEG and BMP by StbImageSharp.</summary>
public static class ImageFile
{
    // What a byte can hold at most: a PNG of one bit a pixel, deflated as well as can be; a JPEG with one bit for each block of 64; a BMP of one bit a pixel.
    private const int MostPngPixels = 8 * 1032, MostJpegPixels = 512, MostBmpPixels = 8;

    /// <summary>Reads a picture.</summary>
    /// <param name="path">The file; its content says which format it is.</param>
    /// <param name="channels">Colour, 3, or grey, 1. Transparency is left out.</param>
    /// <param name="maxPixels">The most pixels that the file may declare.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="DataFormatException">The file is damaged, of another format, or declares more pixels than it can hold or than are allowed.</exception>
    public static ImagePixels Read(string path, int channels = 3, long maxPixels = 1L << 26)
    {
        if (channels is not (1 or 3)) throw new ArgumentOutOfRangeException(nameof(channels), channels, "1 or 3 channels are expected");
        ArgumentOutOfRangeException.ThrowIfLessThan(maxPixels, 1);
        ArgumentException.ThrowIfNullOrEmpty(path);
        byte[] file = File.ReadAllBytes(path);
        if (!(file.AsSpan().StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G']) || file.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8]) || file.AsSpan().StartsWith("BM"u8)))
            throw new DataFormatException(path, 0, "the file is no picture; PNG, JPEG or BMP is expected");
        if (file[0] == 0x89) CheckPng(path, file);
        if (file[0] == (byte)'B' && (file.Length < 54 || BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(14)) < 40))
            throw new DataFormatException(path, 14, $"the picture has {file.Length} bytes or the header of OS/2; a BMP of at least 54 bytes with a header of Windows is expected");
        try
        {
            using var stream = new StrictStream(file);
            ImageInfo info = ImageInfo.FromStream(stream) ?? throw new DataFormatException(path, -1, "the picture's header is damaged; PNG, JPEG or BMP is expected");
            long pixels = (long)info.Width * info.Height, most = Math.Min(maxPixels, (long)file.Length * (file[0] == 0x89 ? MostPngPixels : file[0] == 0xFF ? MostJpegPixels : MostBmpPixels));
            if (info.Width < 1 || info.Height < 1 || pixels > most)
                throw new DataFormatException(path, -1, $"the picture declares {info.Width} × {info.Height} pixels; at most {most} are read from a file of {file.Length} bytes");
            CheckComplete(path, file, info);
            ImageResult image = Decode(file);
            if (image.Data.Length < 3L * image.Width * image.Height) throw new DataFormatException(path, -1, "the picture is cut short");
            return ImagePixels.FromInterleaved(image.Data, image.Height, image.Width, channels);
        }
        catch (Exception exception) when (exception is not (DataFormatException or OutOfMemoryException))
        {
            // The decoder throws whatever its checks and array accesses throw; all of it is the file's fault.
            throw new DataFormatException(path, -1, $"the picture is damaged or of a kind that is not read: {exception.Message}", exception);
        }
    }

    private static ImageResult Decode(byte[] file)
    {
        using var stream = new StrictStream(file);
        return ImageResult.FromStream(stream, ColorComponents.RedGreenBlue);
    }

    /// <summary>The decoder takes memory for what a chunk declares and passes over its checksum.</summary>
    private static void CheckPng(string path, ReadOnlySpan<byte> file)
    {
        long at = 8;
        while (true)
        {
            if (at + 12 > file.Length) throw new DataFormatException(path, file.Length, "the picture is cut short: a chunk IEND is expected");
            ReadOnlySpan<byte> chunk = file[(int)at..];
            uint length = BinaryPrimitives.ReadUInt32BigEndian(chunk);
            if (length > chunk.Length - 12) throw new DataFormatException(path, at, $"a chunk declares {length} bytes; {chunk.Length - 12} are left");
            uint found = BinaryPrimitives.ReadUInt32BigEndian(chunk[(int)(length + 8)..]), computed = Crc32.HashToUInt32(chunk.Slice(4, (int)length + 4));
            if (found != computed) throw new DataFormatException(path, at, $"the checksum of a chunk is 0x{found:X8}; its content has 0x{computed:X8}");
            if (chunk[4..].StartsWith("IEND"u8)) return;
            at += length + 12;
        }
    }

    /// <summary>The decoder takes what is missing at the end of a JPEG or BMP for zeros.</summary>
    private static void CheckComplete(string path, ReadOnlySpan<byte> file, ImageInfo info)
    {
        if (file[0] == 0xFF)
        {
            // Within a scan 0xFF is followed by 0 or a restart; a thumbnail's end lies before the last scan begins.
            int scan = file.LastIndexOf((ReadOnlySpan<byte>)[0xFF, 0xDA]), end = file.LastIndexOf((ReadOnlySpan<byte>)[0xFF, 0xD9]);
            if (end < scan || end < 0) throw new DataFormatException(path, file.Length, "the picture is cut short: the end of a JPEG, 0xFFD9, is expected");
        }
        else if (file[0] == (byte)'B' && BinaryPrimitives.ReadUInt32LittleEndian(file[30..]) is (0 or 3))
        {
            long row = (((long)info.Width * BinaryPrimitives.ReadUInt16LittleEndian(file[28..])) + 31) / 32 * 4, wanted = BinaryPrimitives.ReadUInt32LittleEndian(file[10..]) + (row * info.Height);
            if (wanted > file.Length) throw new DataFormatException(path, file.Length, $"the picture is cut short: {wanted} bytes are expected, but {file.Length} are there");
        }
    }

    /// <summary>The decoder skips beyond the end of a stream and then waits for an end that it has passed: that must be an error.</summary>
    private sealed class StrictStream(byte[] content) : MemoryStream(content, writable: false)
    {
        public override long Seek(long offset, SeekOrigin loc)
        {
            long place = base.Seek(offset, loc);
            return place <= Length ? place : throw new EndOfStreamException($"it refers to byte {place} of {Length}");
        }

        public override long Position
        {
            get => base.Position;
            set => base.Position = value <= Length ? value : throw new EndOfStreamException($"it refers to byte {value} of {Length}");
        }
    }
}
