namespace NeuralNet.Gen;

/// <summary>A text as windows of characters or bytes: a <see cref="Vocabulary"/> and <see cref="TokenWindows"/> over its tokens.</summary>
public sealed class TextDataset : IDataset
{
    private readonly TokenWindows _windows;

    /// <summary>Encodes and cuts a text.</summary>
    /// <param name="text">Longer than a window.</param>
    /// <param name="vocabulary">Has all of its characters, or a token for unknown ones.</param>
    /// <param name="length">Tokens of a window, at least 1.</param>
    /// <param name="stride">Tokens from the beginning of one window to that of the next.</param>
    /// <exception cref="ArgumentException">A character is not in the vocabulary, or the text is shorter than a window and its last target.</exception>
    public TextDataset(ReadOnlySpan<char> text, Vocabulary vocabulary, int length, int stride = 1)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        Vocabulary = vocabulary;
        int[] tokens = vocabulary.Encode(text);
        Tokens = tokens;
        _windows = new TokenWindows(tokens, vocabulary.Count, length, stride);
    }

    /// <summary>What numbers the text's characters.</summary>
    public Vocabulary Vocabulary { get; }

    /// <summary>The whole text.</summary>
    public ReadOnlyMemory<int> Tokens { get; }

    /// <inheritdoc/>
    public int Count => _windows.Count;

    /// <summary>The tokens, then those one place later.</summary>
    public IReadOnlyList<TensorInfo> Columns => _windows.Columns;

    /// <summary>
    /// Reads a file in UTF-8 and divides it: the first part for training, the rest for validation, without overlap. A vocabulary of characters is made from the training part,
    /// with a token for characters that occur in the rest alone.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="length">Tokens of a window, at least 1.</param>
    /// <param name="stride">Tokens from the beginning of one window to that of the next.</param>
    /// <param name="trainFraction">Share of the characters of the training part, above 0 and below 1.</param>
    /// <param name="bytes">Whether tokens are bytes instead of characters.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="DataFormatException">The file is no UTF-8, or a part of it is shorter than a window and its last target.</exception>
    public static (TextDataset Train, TextDataset Validation) Load(string path, int length, int stride = 1, double trainFraction = 0.9, bool bytes = false)
    {
        if (!(trainFraction > 0 && trainFraction < 1)) throw new ArgumentOutOfRangeException(nameof(trainFraction), trainFraction, "the training part's share is above 0 and below 1");
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(stride, 1);
        string text = TextFile.Read(path);
        int border = (int)(text.Length * trainFraction);
        if (border < text.Length && char.IsLowSurrogate(text[border])) border++;
        ReadOnlySpan<char> train = text.AsSpan(0, border), validation = text.AsSpan(border);
        Vocabulary vocabulary = bytes ? Vocabulary.Bytes : Vocabulary.OfCharacters(train);
        if (!bytes)
        {
            Vocabulary all = Vocabulary.OfCharacters(text);
            if (all.Count > vocabulary.Count) vocabulary = Vocabulary.OfCharacters(train, unknown: true);
        }

        return (Part(train, "training"), Part(validation, "validation"));

        TextDataset Part(ReadOnlySpan<char> part, string name)
        {
            // Only here is it known that the file is at fault, and which.
            try
            {
                return new TextDataset(part, vocabulary, length, stride);
            }
            catch (ArgumentException exception)
            {
                throw new DataFormatException(path, -1, $"the {name} part, {part.Length} of {text.Length} characters, is too short: a window of {length} tokens and the token after it are expected", exception);
            }
        }
    }

    /// <inheritdoc/>
    public void Read(ReadOnlySpan<int> samples, Batch batch) => _windows.Read(samples, batch);
}
