using System.Text;
using NeuralNet.Gen;
using NeuralNet.Gen.Numerics;

namespace Samples;

/// <summary>A text as token numbers: nine tenths for training, the rest for validation.</summary>
internal sealed class Text
{
    /// <summary>Every character the network knows, by token number: those of Tiny Shakespeare. Fixed, so that saved parameters mean the same for every text.</summary>
    public const string Alphabet = "\n !$&',-.3:;?ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private const int Window = CharGpt.Context + 1;
    private readonly int[] _tokens;
    private readonly int _training;

    private Text(int[] tokens)
    {
        _tokens = tokens;
        _training = (int)((long)tokens.Length * 9 / 10);
    }

    /// <summary>Characters of the training part.</summary>
    public int TrainingLength => _training;

    /// <summary>Windows of the validation part, side by side.</summary>
    public int ValidationWindows => (_tokens.Length - _training - 1) / CharGpt.Context;

    /// <summary>Reads UTF-8.</summary>
    /// <param name="path">A file, or a directory with <c>input.txt</c>.</param>
    /// <param name="limit">Characters at most, the first ones.</param>
    /// <exception cref="DataFormatException">A character is unknown, or the text is too short.</exception>
    public static Text Read(string path, int limit)
    {
        if (Directory.Exists(path)) path = Path.Combine(path, "input.txt");
        string text;
        try
        {
            // Line ends are one character on every system.
            text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(File.ReadAllBytes(path)).Replace("\r\n", "\n", StringComparison.Ordinal);
        }
        catch (DecoderFallbackException exception)
        {
            throw new DataFormatException(path, exception.Index, "the text is not UTF-8", exception);
        }

        int[] tokens = new int[Math.Min(text.Length, limit)];
        for (int i = 0, line = 1; i < tokens.Length; i++)
        {
            tokens[i] = Alphabet.IndexOf(text[i], StringComparison.Ordinal);
            if (tokens[i] < 0)
                throw new DataFormatException(path, -1, $"line {line}: the network does not know the character '{text[i]}' (U+{(int)text[i]:X4}), only letters, line ends, spaces and {Alphabet[2..13]}");
            if (text[i] == '\n') line++;
        }

        var result = new Text(tokens);
        return result.ValidationWindows > 0
            ? result
            : throw new DataFormatException(path, -1, $"{tokens.Length} characters are too few: a tenth of them, for validation, must be more than {Window}");
    }

    /// <summary>Fills a batch with random windows of the training part and the characters that follow; the same for the same seed and step on every machine.</summary>
    public void ReadTraining(ulong seed, int step, Span<int> inputs, Span<int> targets)
    {
        uint places = (uint)(_training - Window + 1);
        for (int b = 0; b < inputs.Length / CharGpt.Context; b++)
        {
            uint word = Philox.Word(seed, RandomPurpose.SampleOrder, (ulong)step, b);
            ReadWindow((int)(((ulong)word * places) >> 32), b, inputs, targets);
        }
    }

    /// <summary>Fills a batch with windows of the validation part, in order.</summary>
    /// <returns>How many were left: at most those the batch holds.</returns>
    public int ReadValidation(int firstWindow, Span<int> inputs, Span<int> targets)
    {
        int count = Math.Min(inputs.Length / CharGpt.Context, ValidationWindows - firstWindow);
        for (int b = 0; b < count; b++) ReadWindow(_training + ((firstWindow + b) * CharGpt.Context), b, inputs, targets);
        return count;
    }

    private void ReadWindow(int start, int place, Span<int> inputs, Span<int> targets)
    {
        _tokens.AsSpan(start, CharGpt.Context).CopyTo(inputs[(place * CharGpt.Context)..]);
        _tokens.AsSpan(start + 1, CharGpt.Context).CopyTo(targets[(place * CharGpt.Context)..]);
    }
}
