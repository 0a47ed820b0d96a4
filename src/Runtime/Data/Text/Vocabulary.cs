using System.Buffers;
using System.Collections.Immutable;
using System.Text;

namespace NeuralNet.Gen;

/// <summary>Numbers the symbols of texts: characters (Unicode scalar values, in ascending order) or the 256 bytes of UTF-8.</summary>
public sealed class Vocabulary
{
    private readonly Rune[] _symbols;
    private readonly Dictionary<Rune, int> _numbers = [];

    private Vocabulary(Rune[] symbols, bool isBytes, bool hasUnknown)
    {
        (_symbols, IsBytes, HasUnknown) = (symbols, isBytes, hasUnknown);
        for (int i = 0; i < symbols.Length; i++) _numbers.Add(symbols[i], i);
    }

    /// <summary>The 256 bytes: token = byte of the text's UTF-8. Every text can be encoded.</summary>
    public static Vocabulary Bytes { get; } = new([], isBytes: true, hasUnknown: false);

    /// <summary>How many tokens there are: the class count of a network.</summary>
    public int Count => IsBytes ? 256 : _symbols.Length + (HasUnknown ? 1 : 0);

    /// <summary>Whether tokens are bytes.</summary>
    public bool IsBytes { get; }

    /// <summary>Whether the last token stands for every character that is not in the vocabulary.</summary>
    public bool HasUnknown { get; }

    /// <summary>The characters by their number; empty for bytes.</summary>
    public ImmutableArray<Rune> Symbols => [.. _symbols];

    /// <summary>The characters that occur in a text.</summary>
    /// <param name="text">The training part.</param>
    /// <param name="unknown">Whether there is one token more for the characters that do not occur.</param>
    /// <exception cref="ArgumentException">The text has half of a surrogate pair.</exception>
    public static Vocabulary OfCharacters(ReadOnlySpan<char> text, bool unknown = false)
    {
        var found = new HashSet<Rune>();
        for (int at = 0; at < text.Length;) found.Add(Decode(text, ref at));
        Rune[] symbols = [.. found];
        Array.Sort(symbols);
        return new Vocabulary(symbols, isBytes: false, unknown);
    }

    /// <summary>The tokens of a text.</summary>
    /// <exception cref="ArgumentException">A character is not in the vocabulary and there is no token for unknown ones (named with its place), or the text has half of a surrogate pair.</exception>
    public int[] Encode(ReadOnlySpan<char> text)
    {
        var tokens = new List<int>(text.Length);
        Span<byte> bytes = stackalloc byte[4];
        for (int at = 0; at < text.Length;)
        {
            int from = at;
            Rune symbol = Decode(text, ref at);
            if (IsBytes)
            {
                int length = symbol.EncodeToUtf8(bytes);
                for (int i = 0; i < length; i++) tokens.Add(bytes[i]);
            }
            else if (_numbers.TryGetValue(symbol, out int token))
            {
                tokens.Add(token);
            }
            else if (HasUnknown)
            {
                tokens.Add(_symbols.Length);
            }
            else
            {
                throw new ArgumentException($"the character U+{symbol.Value:X4} at place {from} is not in the vocabulary of {Count}", nameof(text));
            }
        }

        return [.. tokens];
    }

    /// <summary>The text of tokens. The token for unknown characters, and bytes that are no UTF-8, become U+FFFD.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A token is not in the vocabulary.</exception>
    public string Decode(ReadOnlySpan<int> tokens)
    {
        for (int i = 0; i < tokens.Length; i++)
        {
            if ((uint)tokens[i] >= (uint)Count)
                throw new ArgumentOutOfRangeException(nameof(tokens), tokens[i], $"token {i} is {tokens[i]}; 0 to {Count - 1} is expected");
        }

        if (IsBytes)
        {
            byte[] bytes = new byte[tokens.Length];
            for (int i = 0; i < bytes.Length; i++) bytes[i] = (byte)tokens[i];
            return Encoding.UTF8.GetString(bytes);
        }

        var text = new StringBuilder(tokens.Length);
        foreach (int token in tokens) text.Append((token == _symbols.Length ? Rune.ReplacementChar : _symbols[token]).ToString());
        return text.ToString();
    }

    /// <summary>Writes the vocabulary as JSON; an existing file is replaced whole or not at all.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path)
        => DataJson.Save(path, new VocabularyFile(IsBytes ? "bytes" : "characters", [.. _symbols.Select(s => s.Value)], HasUnknown), DataJson.Default.VocabularyFile);

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="DataFormatException">The file is damaged or of another kind.</exception>
    public static Vocabulary Load(string path)
    {
        VocabularyFile file = DataJson.Load(path, DataJson.Default.VocabularyFile);
        if (file.Kind == "bytes" && file.Symbols.Length == 0 && !file.Unknown) return Bytes;
        if (file.Kind != "characters") throw new DataFormatException(path, -1, $"a vocabulary of kind '{file.Kind}' with {file.Symbols.Length} symbols; 'characters', or 'bytes' without symbols, is expected");
        var symbols = new Rune[file.Symbols.Length];
        for (int i = 0; i < symbols.Length; i++)
        {
            if (!Rune.TryCreate(file.Symbols[i], out symbols[i])) throw new DataFormatException(path, -1, $"symbol {i} is {file.Symbols[i]}; a Unicode scalar value is expected");
            if (i > 0 && symbols[i] <= symbols[i - 1]) throw new DataFormatException(path, -1, $"symbol {i} is {file.Symbols[i]} after {file.Symbols[i - 1]}; ascending order is expected");
        }

        return new Vocabulary(symbols, isBytes: false, file.Unknown);
    }

    private static Rune Decode(ReadOnlySpan<char> text, ref int at)
    {
        if (Rune.DecodeFromUtf16(text[at..], out Rune symbol, out int length) != OperationStatus.Done)
            throw new ArgumentException($"the text has half of a surrogate pair, U+{(int)text[at]:X4}, at place {at}", nameof(text));
        at += length;
        return symbol;
    }
}
