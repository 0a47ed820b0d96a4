using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace NeuralNet.Gen;

/// <summary>What is fitted to data, as it stands in JSON files. Serialisers are generated: nothing is looked up at run time.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, NewLine = "\n")]
[JsonSerializable(typeof(VocabularyFile))]
[JsonSerializable(typeof(ScalerFile))]
[JsonSerializable(typeof(CategoriesFile))]
[JsonSerializable(typeof(EncoderFile))]
internal sealed partial class DataJson : JsonSerializerContext
{
    public static void Save<T>(string path, T content, JsonTypeInfo<T> type)
        => AtomicFile.Write(path, stream => JsonSerializer.Serialize(stream, content, type));

    /// <exception cref="DataFormatException">The file is no JSON, or other members or types than these.</exception>
    public static T Load<T>(string path, JsonTypeInfo<T> type)
        where T : class
    {
        byte[] data = GrowingRead.All(path);
        try
        {
            return JsonSerializer.Deserialize(data, type) ?? throw new DataFormatException(path, 0, "the file holds null; an object is expected");
        }
        catch (JsonException exception)
        {
            throw new DataFormatException(path, -1, $"line {exception.LineNumber + 1}: {exception.Message}", exception);
        }
        catch (InvalidOperationException exception)
        {
            // A string that is half a surrogate pair.
            throw new DataFormatException(path, -1, $"a string is no valid text: {exception.Message}", exception);
        }
    }
}

/// <param name="Kind">"characters" or "bytes".</param>
/// <param name="Symbols">Unicode scalar values, ascending.</param>
/// <param name="Unknown">Whether a last token stands for what is not there.</param>
internal sealed record VocabularyFile(string Kind, int[] Symbols, bool Unknown);

/// <param name="Kind">Which scaler.</param>
/// <param name="Offsets">Subtracted.</param>
/// <param name="Divisors">Divide the difference.</param>
/// <param name="Low">Added, times the width of the range.</param>
/// <param name="High">End of the range.</param>
internal sealed record ScalerFile(string Kind, double[] Offsets, double[] Divisors, double Low, double High);

/// <param name="Kind">"categories".</param>
/// <param name="Categories">By number.</param>
/// <param name="Unknown">Whether a last number stands for what is not there.</param>
internal sealed record CategoriesFile(string Kind, string[] Categories, bool Unknown);
