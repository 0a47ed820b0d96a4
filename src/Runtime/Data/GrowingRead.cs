namespace NeuralNet.Gen;

/// <summary>Reads content of a promised length. Memory grows with what has arrived, not with what was promised.</summary>
internal static class GrowingRead
{
    private const int FirstBlock = 1 << 20;

    /// <summary>Deflate cannot compress better than this to 1.</summary>
    public const int LargestDeflateRatio = 1032;

    /// <param name="stream">Where the content begins.</param>
    /// <param name="wanted">Bytes that are promised.</param>
    /// <param name="length">Bytes that were there, at most <paramref name="wanted"/>.</param>
    public static byte[] Fill(Stream stream, int wanted, out int length)
    {
        byte[] data = new byte[Math.Min(wanted, FirstBlock)];
        length = 0;
        while (true)
        {
            length += stream.ReadAtLeast(data.AsSpan(length), data.Length - length, throwOnEndOfStream: false);
            if (length < data.Length || length == wanted) return data;
            Array.Resize(ref data, (int)Math.Min(wanted, 2L * data.Length));
        }
    }

    /// <summary>The whole of a file that is not larger than an array can be.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="DataFormatException">The file is too large.</exception>
    public static byte[] All(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.SequentialScan);
        if (file.Length > Array.MaxLength) throw new DataFormatException(path, -1, $"the file has {file.Length} bytes; at most {Array.MaxLength} are read");
        byte[] data = Fill(file, (int)file.Length, out int length);
        return length == data.Length ? data : data[..length];
    }
}
