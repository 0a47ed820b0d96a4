using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace NeuralNet.Gen;

/// <summary>A <see cref="StateTree"/> as JSON that people read, and back.</summary>
internal static class CheckpointJson
{
    // Against files made to exhaust the stack.
    private const int DeepestTree = 32;

    public static ReadOnlyMemory<byte> Write(StateTree tree)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping })) Write(json, tree);
        buffer.GetSpan(1)[0] = (byte)'\n';
        buffer.Advance(1);
        return buffer.WrittenMemory;
    }

    /// <exception cref="DataFormatException">The text is no such tree.</exception>
    public static StateTree Read(string path, ReadOnlySpan<byte> text)
    {
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = DeepestTree });
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) throw new DataFormatException(path, 0, "the file does not begin with '{': this is no checkpoint");
            StateTree tree = ReadObject(path, ref reader);
            while (reader.Read())
            {
            }

            return tree;
        }
        catch (JsonException exception)
        {
            throw new DataFormatException(path, reader.BytesConsumed, $"no valid JSON: {exception.Message}", exception);
        }
        catch (InvalidOperationException exception)
        {
            // An escape that is half a surrogate pair.
            throw new DataFormatException(path, reader.TokenStartIndex, $"a string that is no valid text: {exception.Message}", exception);
        }
    }

    private static void Write(Utf8JsonWriter json, StateTree tree)
    {
        json.WriteStartObject();
        foreach ((string name, object value) in tree.Entries)
        {
            json.WritePropertyName(name);
            switch (value)
            {
                case StateTree inner: Write(json, inner); break;
                case string text: json.WriteStringValue(text); break;
                case bool yes: json.WriteBooleanValue(yes); break;
                case long number: json.WriteNumberValue(number); break;
                case ulong number: json.WriteNumberValue(number); break;
                case double number when double.IsFinite(number): json.WriteNumberValue(number); break;
                case double number: json.WriteStringValue(double.IsNaN(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity"); break;
                default: throw new InvalidOperationException($"'{name}' is a {value.GetType().Name}");
            }
        }

        json.WriteEndObject();
    }

    private static StateTree ReadObject(string path, ref Utf8JsonReader reader)
    {
        var tree = new StateTree();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            long place = reader.TokenStartIndex;
            reader.Read();
            object value = reader.TokenType switch
            {
                JsonTokenType.StartObject => ReadObject(path, ref reader),
                JsonTokenType.String => reader.GetString()!,
                JsonTokenType.True => true,
                JsonTokenType.False => false,
                JsonTokenType.Number when reader.ValueSpan.SequenceEqual("-0"u8) => -0.0,
                JsonTokenType.Number when reader.TryGetInt64(out long number) => number,
                JsonTokenType.Number when reader.TryGetUInt64(out ulong number) => number,
                JsonTokenType.Number => reader.GetDouble(),
                _ => throw new DataFormatException(path, reader.TokenStartIndex, $"'{name}' is {reader.TokenType}; an object, a text, a number, true or false is expected"),
            };
            if (!tree.TryAdd(name, value)) throw new DataFormatException(path, place, $"'{name}' stands twice");
        }

        return tree;
    }
}
