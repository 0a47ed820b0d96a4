using System.Security.Cryptography;

namespace NeuralNet.Gen;

/// <summary>
/// The two files of a checkpoint: <c>NAME.json</c>, which people read, and <c>NAME-HASH.safetensors</c>, which it names. The tensors are written first, under a name that their content decides; renaming the JSON file over
/// the old one is the moment at which the new checkpoint takes the old one's place. So whenever the process dies, the JSON file and the tensors that it names are a whole, the previous one or the new one.
/// </summary>
internal static class CheckpointFiles
{
    public const string Format = "neuralnet-gen checkpoint";
    public const int Version = 1;
    private const string JsonEnding = ".json", TensorsEnding = ".safetensors";
    private const int HashDigits = 16;

    /// <summary>The readable file of a checkpoint that was named with its ending or without.</summary>
    public static string JsonPath(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return path.EndsWith(JsonEnding, StringComparison.Ordinal) ? path : path + JsonEnding;
    }

    /// <summary>Writes both files and deletes what earlier checkpoints of this name, or attempts at them, have left.</summary>
    /// <param name="path">With <c>.json</c> or without; a missing directory is made.</param>
    /// <param name="tree">Gets format, version and the tensors' file before all else.</param>
    /// <param name="tensors">Names are unique.</param>
    /// <returns>Bytes of both files.</returns>
    /// <exception cref="IOException">Writing failed; the previous checkpoint is untouched.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory must not be written; the previous checkpoint is untouched.</exception>
    public static long Write(string path, StateTree tree, IReadOnlyList<SafetensorsTensor> tensors)
    {
        string json = JsonPath(path), directory = Path.GetDirectoryName(Path.GetFullPath(json))!, name = Path.GetFileNameWithoutExtension(json);
        MakeDirectory(json, directory);
        DeleteLeftovers(directory, name, TensorsOf(json));

        string hash = "";
        long bytes = 0;
        string tensorsPath = AtomicFile.Write(
            Path.Combine(directory, name + TensorsEnding),
            stream =>
            {
                using var hashing = new HashingStream(stream);
                SafetensorsFile.Write(hashing, tensors);
                (hash, bytes) = (hashing.Sha256(), hashing.Length);
            },
            () => Path.Combine(directory, $"{name}-{hash[..HashDigits]}{TensorsEnding}"));

        var head = new StateTree();
        head.TryAdd("format", Format);
        head.TryAdd("version", (long)Version);
        var file = new StateTree();
        file.TryAdd("file", Path.GetFileName(tensorsPath));
        file.TryAdd("bytes", bytes);
        file.TryAdd("sha256", hash);
        head.TryAdd("tensors", file);
        foreach ((string key, object value) in tree.Entries) head.TryAdd(key, value);
        ReadOnlyMemory<byte> text = CheckpointJson.Write(head);
        try
        {
            AtomicFile.Write(json, stream => stream.Write(text.Span));
        }
        catch (Exception)
        {
            if (TensorsOf(json) != Path.GetFileName(tensorsPath)) DeleteFile(tensorsPath);
            throw;
        }

        DeleteLeftovers(directory, name, Path.GetFileName(tensorsPath));
        return bytes + text.Length;
    }

    /// <summary>Reads both files and checks that they are whole and belong together.</summary>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    /// <exception cref="DataFormatException">A file is damaged, or no checkpoint, or one of a later version.</exception>
    public static CheckpointContent Read(string path, NetworkInfo network)
    {
        string json = JsonPath(path);
        StateTree tree = ReadTree(json);
        while (true)
        {
            StateReader file = new CheckpointContent(json, "", tree, [], network).Root.Section("tensors");
            string name = file.ReadString("file");
            if (name != Path.GetFileName(name) || name.Length == 0) throw file.Fault("file", $"'{name}' is found; the name of a file beside this one is expected");
            string tensorsPath = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(json))!, name);
            try
            {
                CheckHash(tensorsPath, file.ReadInt64("bytes"), file.ReadString("sha256"), json);
                return new CheckpointContent(json, tensorsPath, tree, SafetensorsFile.Read(tensorsPath).Tensors, network);
            }
            catch (FileNotFoundException)
            {
                // A process that trains may have replaced both files meanwhile.
                tree = ReadTree(json);
                if (TensorsOf(json) == name) throw new FileNotFoundException($"{tensorsPath}: no such file; checkpoint {json} keeps its tensors there", tensorsPath);
            }
        }
    }

    /// <summary>Reads the readable file alone.</summary>
    /// <inheritdoc cref="Read" path="/exception"/>
    public static StateTree ReadTree(string jsonPath)
    {
        if (!File.Exists(jsonPath)) throw new FileNotFoundException($"{jsonPath}: no such file; a checkpoint is expected", jsonPath);
        StateTree tree = CheckpointJson.Read(jsonPath, File.ReadAllBytes(jsonPath));
        if (tree.Find("format") is not Format) throw new DataFormatException(jsonPath, -1, $"'format' is '{tree.Find("format") ?? "missing"}'; '{Format}' is expected: this is no checkpoint");
        if (tree.Find("version") is not long version) throw new DataFormatException(jsonPath, -1, "'version' is missing or no whole number");
        if (version != Version)
        {
            string advice = version > Version ? "a later version of the library wrote it" : "no such version was ever written";
            throw new DataFormatException(jsonPath, -1, $"'version' is {version}; {Version} is expected: {advice}");
        }

        return tree;
    }

    /// <summary>Deletes both files of a checkpoint; the readable one first, so that half a checkpoint is never found. What is not there is passed over.</summary>
    public static void Delete(string jsonPath)
    {
        string? tensors = TensorsOf(jsonPath);
        DeleteFile(jsonPath);
        if (tensors is not null && tensors == Path.GetFileName(tensors)) DeleteFile(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(jsonPath))!, tensors));
    }

    /// <summary>The file of tensors that a checkpoint names; <c>null</c> where there is no readable checkpoint.</summary>
    public static string? TensorsOf(string jsonPath)
    {
        try
        {
            return File.Exists(jsonPath) && CheckpointJson.Read(jsonPath, File.ReadAllBytes(jsonPath)).Find("tensors") is StateTree file && file.Find("file") is string name ? name : null;
        }
        catch (DataFormatException)
        {
            return null;
        }
    }

    /// <summary>Deletes tensors in a directory whose readable file is not there: an end between the two files left them.</summary>
    public static void DeleteOrphans(string directory)
    {
        if (!Directory.Exists(directory)) return;
        foreach (string path in Directory.EnumerateFiles(directory, "*" + TensorsEnding))
        {
            string file = Path.GetFileName(path);
            int end = file.Length - (1 + HashDigits + TensorsEnding.Length);
            if (end > 0 && IsLeftover(file.AsSpan(end)) && !File.Exists(Path.Combine(directory, file[..end] + JsonEnding))) DeleteFile(path);
        }
    }

    private static void CheckHash(string path, long bytes, string expected, string json)
    {
        using FileStream stream = File.OpenRead(path);
        if (stream.Length != bytes) throw new DataFormatException(path, Math.Min(stream.Length, bytes), $"the file has {stream.Length} bytes; {json} says {bytes}");
        string found = Convert.ToHexStringLower(SHA256.HashData(stream));
        if (found != expected) throw new DataFormatException(path, -1, $"the file is damaged: its SHA-256 is {found}; {json} says {expected}");
    }

    private static void MakeDirectory(string json, string directory)
    {
        try
        {
            Directory.CreateDirectory(directory);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            string message = $"{json}: could not be saved: directory {directory} cannot be made: {exception.Message}";
            throw exception is IOException ? new IOException(message, exception) : new UnauthorizedAccessException(message, exception);
        }
    }

    private static void DeleteLeftovers(string directory, string name, string? named)
    {
        foreach (string path in Directory.EnumerateFiles(directory, "*"))
        {
            string file = Path.GetFileName(path);
            if (!file.StartsWith(name, StringComparison.Ordinal) || file == named) continue;
            if (IsLeftover(file.AsSpan(name.Length))) DeleteFile(path);
        }
    }

    /// <summary>Whether what follows the checkpoint's name is a file on the way of <see cref="AtomicFile"/>'s, or tensors.</summary>
    private static bool IsLeftover(ReadOnlySpan<char> rest)
    {
        if (rest.EndsWith(".tmp", StringComparison.Ordinal)) return rest.StartsWith(JsonEnding + ".", StringComparison.Ordinal) || rest.StartsWith(TensorsEnding + ".", StringComparison.Ordinal);
        return rest.Length == 1 + HashDigits + TensorsEnding.Length && rest[0] == '-' && rest.EndsWith(TensorsEnding, StringComparison.Ordinal)
            && !rest[1..(1 + HashDigits)].ContainsAnyExcept("0123456789abcdef");
    }

    private static void DeleteFile(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It is in nobody's way; the next checkpoint tries again.
        }
    }
}
