using System.IO.Compression;

namespace NeuralNet.Gen;

/// <summary>Reads and writes NumPy's <c>.npz</c> archives: a zip file with one <c>.npy</c> for each array, stored (<c>savez</c>) or deflated (<c>savez_compressed</c>).</summary>
public static class NpzFile
{
    // A date that zip can hold, so that the same arrays give the same bytes.
    private static readonly DateTimeOffset s_date = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Reads all arrays by name, which is the entry's without <c>.npy</c>.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="DataFormatException">The archive is damaged, or an array in it is.</exception>
    public static IReadOnlyDictionary<string, NpyArray> Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 4096, FileOptions.RandomAccess);
        long total = file.Length;
        try
        {
            using var archive = new ZipArchive(file, ZipArchiveMode.Read);
            var arrays = new SortedDictionary<string, NpyArray>(StringComparer.Ordinal);
            foreach (ZipArchiveEntry entry in archive.Entries)
            {
                string place = $"{path}:{entry.FullName}";
                if (!entry.FullName.EndsWith(".npy", StringComparison.Ordinal)) throw new DataFormatException(place, -1, "the entry is no .npy; an archive of NumPy arrays has no others");

                // What an entry promises is checked against what its compressed bytes can hold before memory is taken.
                if (entry.CompressedLength > total || entry.Length > entry.CompressedLength * GrowingRead.LargestDeflateRatio)
                    throw new DataFormatException(place, -1, $"the entry declares {entry.Length} bytes from {entry.CompressedLength} in a file of {total}: it cannot hold as many");
                using Stream content = entry.Open();
                if (!arrays.TryAdd(entry.FullName[..^4], NpyFile.Read(place, content, entry.Length))) throw new DataFormatException(place, -1, "the entry stands there twice");
            }

            return arrays;
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException or NotSupportedException or ArgumentException or OverflowException)
        {
            throw new DataFormatException(path, -1, $"the zip archive is damaged or cut short: {exception.Message}", exception);
        }
    }

    /// <summary>Writes arrays; an existing file is replaced whole or not at all. The same arrays give the same bytes where the platform's deflate does.</summary>
    /// <param name="path">Where to.</param>
    /// <param name="arrays">By name, without <c>.npy</c>.</param>
    /// <param name="compress">Whether to deflate them.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save(string path, IReadOnlyDictionary<string, NpyArray> arrays, bool compress = false)
    {
        ArgumentNullException.ThrowIfNull(arrays);
        AtomicFile.Write(path, stream =>
        {
            using var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
            foreach ((string name, NpyArray array) in arrays.OrderBy(a => a.Key, StringComparer.Ordinal))
            {
                ZipArchiveEntry entry = archive.CreateEntry(name + ".npy", compress ? CompressionLevel.Optimal : CompressionLevel.NoCompression);
                entry.LastWriteTime = s_date;
                using Stream content = entry.Open();
                NpyFile.Write(content, array);
            }
        });
    }
}
