using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text.Json;

namespace NeuralNet.Gen;

/// <summary>
/// The safetensors format as its reference implementation describes it (github.com/huggingface/safetensors, README "Format"): the length of the
/// header as 8 little-endian bytes, the header in JSON, then the tensors' bytes without gaps.
/// </summary>
public sealed class SafetensorsFile
{
    internal const string MetadataKey = "__metadata__";

    // The format's own limit, against headers made to exhaust memory.
    internal const int LargestHeader = 100_000_000;

    private readonly Dictionary<string, SafetensorsTensor> _byName;

    private SafetensorsFile(string path, IReadOnlyList<SafetensorsTensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        Path = path;
        Tensors = tensors;
        Metadata = metadata;
        _byName = new Dictionary<string, SafetensorsTensor>(tensors.Count, StringComparer.Ordinal);
        foreach (SafetensorsTensor tensor in tensors) _byName.Add(tensor.Name, tensor);
    }

    /// <summary>The file that was read.</summary>
    public string Path { get; }

    /// <summary>All tensors in the order of their bytes.</summary>
    public IReadOnlyList<SafetensorsTensor> Tensors { get; }

    /// <summary>The file's own notes; empty when it has none.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The tensor of that name, or <c>null</c>.</summary>
    public SafetensorsTensor? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>Reads a file whole. Every length is compared with the file before memory is taken for it.</summary>
    /// <exception cref="FileNotFoundException">The file is missing.</exception>
    /// <exception cref="DataFormatException">
    /// The file is cut short, has bytes left over or unused, its header is no valid JSON or contradicts itself, or an element type is unknown.
    /// </exception>
    public static SafetensorsFile Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.SequentialScan);
        long length = file.Length;
        if (length < 8) throw new DataFormatException(path, length, $"the file ends after {length} bytes; a header length of 8 bytes is expected");
        try
        {
            Span<byte> prefix = stackalloc byte[8];
            file.ReadExactly(prefix);
            ulong headerLength = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
            if (headerLength > LargestHeader)
                throw new DataFormatException(path, 0, $"the header is declared to have {headerLength} bytes; at most {LargestHeader} are expected");
            if (headerLength > (ulong)(length - 8))
                throw new DataFormatException(path, 0, $"the header is declared to have {headerLength} bytes, but {length - 8} follow: the file is cut short or no safetensors file");

            byte[] header = new byte[(int)headerLength];
            file.ReadExactly(header);
            int dataStart = 8 + header.Length;
            (List<SafetensorsHeader.Entry> entries, Dictionary<string, string> metadata) = SafetensorsHeader.Parse(path, header);
            SafetensorsHeader.CheckLayout(path, entries, dataStart, length);

            // Each tensor has memory of its own: a checkpoint of a large network is more than one array holds.
            var tensors = new SafetensorsTensor[entries.Count];
            for (int i = 0; i < tensors.Length; i++)
            {
                SafetensorsHeader.Entry entry = entries[i];
                if (entry.End - entry.Begin > Array.MaxLength)
                    throw new DataFormatException(path, dataStart + entry.Begin, $"tensor '{entry.Name}' has {entry.End - entry.Begin} bytes; at most {Array.MaxLength} are read");
                byte[] data = new byte[entry.End - entry.Begin];
                file.ReadExactly(data);
                tensors[i] = new SafetensorsTensor(entry.Name, entry.Type, entry.Shape, data);
            }

            return new SafetensorsFile(path, tensors, metadata);
        }
        catch (EndOfStreamException exception)
        {
            throw new DataFormatException(path, length, "the file became shorter while it was read", exception);
        }
    }

    /// <summary>
    /// Writes a file whole or not at all: a new file beside it is written, forced onto the disk and renamed over the old one. The same tensors and
    /// metadata yield the same bytes everywhere: tensors stay in the given order, metadata is sorted by key, and the header is padded with spaces so
    /// that the data begins at a multiple of 8.
    /// </summary>
    /// <param name="path">The file to write or replace.</param>
    /// <param name="tensors">What to write; names are unique.</param>
    /// <param name="metadata">Notes, or <c>null</c>.</param>
    /// <exception cref="ArgumentException">Two tensors bear the same name, or the header would exceed the format's limit.</exception>
    /// <exception cref="IOException">Writing failed; the old file is untouched.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory must not be written; the old file is untouched.</exception>
    public static void Write(string path, IReadOnlyList<SafetensorsTensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(tensors);
        ReadOnlyMemory<byte> header = Header(tensors, metadata);
        AtomicFile.Write(path, stream => Write(stream, header, tensors));
    }

    /// <summary>Writes the format to a stream.</summary>
    internal static void Write(Stream stream, IReadOnlyList<SafetensorsTensor> tensors) => Write(stream, Header(tensors, null), tensors);

    private static void Write(Stream stream, ReadOnlyMemory<byte> header, IReadOnlyList<SafetensorsTensor> tensors)
    {
        Span<byte> prefix = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(prefix, (ulong)header.Length);
        stream.Write(prefix);
        stream.Write(header.Span);
        foreach (SafetensorsTensor tensor in tensors) stream.Write(tensor.Data.Span);
    }

    private static ReadOnlyMemory<byte> Header(IReadOnlyList<SafetensorsTensor> tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        var names = new HashSet<string>(StringComparer.Ordinal);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (metadata is { Count: > 0 })
            {
                json.WriteStartObject(MetadataKey);
                foreach (string key in metadata.Keys.Order(StringComparer.Ordinal)) json.WriteString(key, metadata[key]);
                json.WriteEndObject();
            }

            long offset = 0;
            foreach (SafetensorsTensor tensor in tensors)
            {
                if (!names.Add(tensor.Name)) throw new ArgumentException($"two tensors bear the name '{tensor.Name}'", nameof(tensors));
                json.WriteStartObject(tensor.Name);
                json.WriteString("dtype", SafetensorsTensor.NameOf(tensor.Type));
                json.WriteStartArray("shape");
                foreach (int extent in tensor.Shape) json.WriteNumberValue(extent);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(offset);
                offset += tensor.Data.Length;
                json.WriteNumberValue(offset);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        int padding = -buffer.WrittenCount & 7;
        buffer.GetSpan(8)[..padding].Fill((byte)' ');
        buffer.Advance(padding);
        return buffer.WrittenCount <= LargestHeader
            ? buffer.WrittenMemory
            : throw new ArgumentException($"the header would have {buffer.WrittenCount} bytes; the format allows {LargestHeader}", nameof(tensors));
    }
}
