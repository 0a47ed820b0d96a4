using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Unicode;

namespace NeuralNet.Gen;

/// <summary>Reads the JSON header of a safetensors file and checks that what it declares is the file, byte for byte.</summary>
internal static class SafetensorsHeader
{
    /// <summary>A tensor as declared; offsets count from the first byte of data.</summary>
    internal readonly record struct Entry(string Name, SafetensorsType Type, ImmutableArray<int> Shape, long Begin, long End);

    public static (List<Entry> Entries, Dictionary<string, string> Metadata) Parse(string path, byte[] header)
    {
        if (header.Length == 0 || header[0] != (byte)'{')
            throw new DataFormatException(path, 8, "the header does not begin with '{': this is no safetensors file");
        if (!Utf8.IsValid(header)) throw new DataFormatException(path, 8, "the header is no valid UTF-8");
        var reader = new Utf8JsonReader(header);
        try
        {
            return Parse(path, ref reader);
        }
        catch (JsonException exception)
        {
            throw new DataFormatException(path, 8 + reader.BytesConsumed, $"the header is no valid JSON: {exception.Message}", exception);
        }
        catch (InvalidOperationException exception)
        {
            // An escape that is half a surrogate pair.
            throw new DataFormatException(path, 8 + reader.TokenStartIndex, $"the header holds a string that is no valid text: {exception.Message}", exception);
        }
    }

    /// <summary>Orders the entries by their bytes and checks that they cover the data without overlap, gap or rest.</summary>
    public static void CheckLayout(string path, List<Entry> entries, long dataStart, long fileLength)
    {
        entries.Sort((a, b) => a.Begin != b.Begin ? a.Begin.CompareTo(b.Begin) : a.End != b.End ? a.End.CompareTo(b.End) : string.CompareOrdinal(a.Name, b.Name));
        long dataLength = fileLength - dataStart, expected = 0;
        string before = "";
        foreach (Entry entry in entries)
        {
            if (entry.End > dataLength)
            {
                throw new DataFormatException(
                    path, fileLength, $"the file is cut short: tensor '{entry.Name}' lies at bytes {entry.Begin} to {entry.End} of the data, which has {dataLength}");
            }

            if (entry.Begin < expected)
                throw new DataFormatException(path, dataStart + entry.Begin, $"tensor '{entry.Name}' begins at byte {entry.Begin} of the data and overlaps '{before}', which ends at {expected}");
            if (entry.Begin > expected)
                throw new DataFormatException(path, dataStart + expected, $"bytes {expected} to {entry.Begin} of the data, before tensor '{entry.Name}', belong to no tensor");
            expected = entry.End;
            before = entry.Name;
        }

        if (expected != dataLength)
            throw new DataFormatException(path, dataStart + expected, $"{dataLength - expected} bytes are left over after the last tensor");
    }

    private static (List<Entry> Entries, Dictionary<string, string> Metadata) Parse(string path, ref Utf8JsonReader reader)
    {
        var entries = new List<Entry>();
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        var names = new HashSet<string>(StringComparer.Ordinal);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            if (!names.Add(name)) throw Fault(path, reader, $"'{name}' is declared twice");
            if (name == SafetensorsFile.MetadataKey) ReadMetadata(path, ref reader, metadata);
            else entries.Add(ReadEntry(path, ref reader, name));
        }

        // Reads to the end: anything but white space after the object is an error of the reader's.
        while (reader.Read())
        {
        }

        return (entries, metadata);
    }

    private static void ReadMetadata(string path, ref Utf8JsonReader reader, Dictionary<string, string> metadata)
    {
        Expect(path, ref reader, JsonTokenType.StartObject, "the metadata is an object");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string key = reader.GetString()!;
            Expect(path, ref reader, JsonTokenType.String, $"the metadata '{key}' is a string");
            if (!metadata.TryAdd(key, reader.GetString()!)) throw Fault(path, reader, $"the metadata '{key}' is declared twice");
        }
    }

    private static Entry ReadEntry(string path, ref Utf8JsonReader reader, string name)
    {
        Expect(path, ref reader, JsonTokenType.StartObject, $"tensor '{name}' is an object");
        SafetensorsType? type = null;
        ImmutableArray<int>? shape = null;
        (long Begin, long End)? offsets = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string key = reader.GetString()!;
            bool twice = key switch
            {
                "dtype" => type is not null,
                "shape" => shape is not null,
                "data_offsets" => offsets is not null,
                _ => throw Fault(path, reader, $"tensor '{name}' has an unknown entry '{key}'; dtype, shape and data_offsets are expected"),
            };
            if (twice) throw Fault(path, reader, $"tensor '{name}' declares '{key}' twice");
            if (key == "dtype") type = ReadType(path, ref reader, name);
            else if (key == "shape") shape = ReadShape(path, ref reader, name);
            else offsets = ReadOffsets(path, ref reader, name);
        }

        if (type is null || shape is null || offsets is null)
        {
            string missing = type is null ? "dtype" : shape is null ? "shape" : "data_offsets";
            throw Fault(path, reader, $"tensor '{name}' lacks '{missing}'");
        }

        (long begin, long end) = offsets.Value;
        if (begin < 0 || begin > end) throw Fault(path, reader, $"tensor '{name}' lies at bytes {begin} to {end}; a beginning of at least 0 and no later than the end is expected");
        if (!SafetensorsTensor.TryByteLength(type.Value, shape.Value.AsSpan(), out long length))
            throw Fault(path, reader, $"the shape [{string.Join(", ", shape.Value)}] of tensor '{name}' overflows");
        if (length != end - begin)
        {
            throw Fault(
                path, reader,
                $"tensor '{name}' of shape [{string.Join(", ", shape.Value)}] and type {SafetensorsTensor.NameOf(type.Value)} takes {length} bytes, but its offsets {begin} to {end} hold {end - begin}");
        }

        return new Entry(name, type.Value, shape.Value, begin, end);
    }

    private static SafetensorsType ReadType(string path, ref Utf8JsonReader reader, string name)
    {
        Expect(path, ref reader, JsonTokenType.String, $"the dtype of tensor '{name}' is a string");
        string type = reader.GetString()!;
        return SafetensorsTensor.TypeOf(type)
            ?? throw Fault(path, reader, $"tensor '{name}' has elements of type '{type}', which is not read; F32, F64, F16, BF16, BOOL, I8…I64 or U8…U64 is expected");
    }

    private static ImmutableArray<int> ReadShape(string path, ref Utf8JsonReader reader, string name)
    {
        Expect(path, ref reader, JsonTokenType.StartArray, $"the shape of tensor '{name}' is an array");
        var extents = ImmutableArray.CreateBuilder<int>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt32(out int extent) || extent < 0)
                throw Fault(path, reader, $"extent {extents.Count} of tensor '{name}' is no whole number from 0 to {int.MaxValue}");
            extents.Add(extent);
        }

        return extents.ToImmutable();
    }

    private static (long Begin, long End) ReadOffsets(string path, ref Utf8JsonReader reader, string name)
    {
        Expect(path, ref reader, JsonTokenType.StartArray, $"the data_offsets of tensor '{name}' are an array");
        Span<long> values = stackalloc long[2];
        for (int i = 0; i < 2; i++)
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out values[i]))
                throw Fault(path, reader, $"the data_offsets of tensor '{name}' are not two whole numbers below 2^63");
        }

        Expect(path, ref reader, JsonTokenType.EndArray, $"the data_offsets of tensor '{name}' are two numbers");
        return (values[0], values[1]);
    }

    private static void Expect(string path, ref Utf8JsonReader reader, JsonTokenType type, string expectation)
    {
        if (!reader.Read() || reader.TokenType != type) throw Fault(path, reader, $"{reader.TokenType} was found where {expectation}");
    }

    private static DataFormatException Fault(string path, in Utf8JsonReader reader, string fault) => new(path, 8 + reader.TokenStartIndex, $"in the header, {fault}");
}
