using System.IO.Compression;
using System.Security.Cryptography;

namespace Samples;

/// <summary>Fetches the original files. A file appears under its name only when it is complete and its content is the expected one.</summary>
internal static class MnistDownload
{
    private static readonly Uri[] Mirrors =
    [
        new("https://ossci-datasets.s3.amazonaws.com/mnist/"),
        new("https://storage.googleapis.com/cvdf-datasets/mnist/"),
    ];

    // Of the uncompressed content: mirrors compress each in their own way.
    private static readonly (string Name, int Length, string Sha256)[] Files =
    [
        ("train-images-idx3-ubyte", 47_040_016, "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"),
        ("train-labels-idx1-ubyte", 60_008, "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
        ("t10k-images-idx3-ubyte", 7_840_016, "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"),
        ("t10k-labels-idx1-ubyte", 10_008, "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"),
    ];

    /// <summary>Fetches what is missing or damaged; tries the mirrors in turn.</summary>
    /// <exception cref="IOException">No mirror gave the file, or it cannot be written; every attempt's fault is in the message.</exception>
    public static void Fetch(string directory, Uri? mirror, CancellationToken cancellation)
    {
        Directory.CreateDirectory(directory);
        using var client = new HttpClient();
        Uri[] sources = mirror is null ? Mirrors : [mirror];
        foreach ((string name, int length, string sha256) in Files)
        {
            string path = Path.Combine(directory, name + ".gz");
            if (File.Exists(path) && Fault(path, length, sha256) is null) continue;
            var faults = new List<string>();
            foreach (Uri source in sources)
            {
                var uri = new Uri($"{source.AbsoluteUri.TrimEnd('/')}/{name}.gz");
                string? fault = Fetch(client, uri, path, length, sha256, cancellation);
                if (fault is null) break;
                faults.Add($"{uri}: {fault}");
            }

            if (faults.Count == sources.Length) throw new IOException($"{path}: not downloaded: {string.Join("; ", faults)}");
            Console.WriteLine($"downloaded {path}");
        }
    }

    /// <returns>What is wrong with the source; <c>null</c> when the file is there.</returns>
    private static string? Fetch(HttpClient client, Uri uri, string path, int length, string sha256, CancellationToken cancellation)
    {
        string temporary = $"{path}.{Path.GetRandomFileName()}.tmp";
        try
        {
            using (FileStream file = new(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                using HttpResponseMessage response = client.GetAsync(uri, HttpCompletionOption.ResponseHeadersRead, cancellation).GetAwaiter().GetResult();
                if (!response.IsSuccessStatusCode) return $"the server answered {(int)response.StatusCode}";
                response.Content.CopyToAsync(file, cancellation).GetAwaiter().GetResult();
                file.Flush(flushToDisk: true);
            }

            if (Fault(temporary, length, sha256) is { } fault) return fault;
            File.Move(temporary, path, overwrite: true);
            return null;
        }
        catch (HttpRequestException exception)
        {
            return exception.InnerException is { } inner ? $"{exception.Message} {inner.Message}" : exception.Message;
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>Compares a file's content with what the original has.</summary>
    /// <returns>What was found and what is expected; <c>null</c> when they are the same.</returns>
    private static string? Fault(string path, int length, string sha256)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            using var content = new GZipStream(file, CompressionMode.Decompress);
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            byte[] block = new byte[1 << 16];
            long total = 0;
            for (int got; (got = content.Read(block)) > 0; hash.AppendData(block, 0, got))
            {
                total += got;
                if (total > length) return $"the content is longer than {length} bytes";
            }

            string found = Convert.ToHexStringLower(hash.GetHashAndReset());
            return found == sha256 ? null : $"SHA-256 of the {total} bytes of content is {found}; {sha256} is expected";
        }
        catch (InvalidDataException)
        {
            return "the gzip data is damaged or cut short";
        }
    }
}
