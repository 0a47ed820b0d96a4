using System.Buffers;
using System.Text;

namespace NeuralNet.Gen;

/// <summary>Reads texts in UTF-8, strictly: a byte that is no UTF-8 is an error, not a replacement character.</summary>
public static class TextFile
{
    /// <summary>Reads a whole text. A byte order mark at its beginning is left out; line ends stay as they are.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="DataFormatException">The text is no UTF-8 (named with its place) or too large.</exception>
    public static string Read(string path)
    {
        byte[] data = GrowingRead.All(path);
        ReadOnlySpan<byte> text = data;
        if (text.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF])) text = text[3..];
        if (text.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || text.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
            throw new DataFormatException(path, 0, "the text begins with a byte order mark of UTF-16; UTF-8 is expected");
        for (int at = 0; at < text.Length;)
        {
            int plain = text[at..].IndexOfAnyExceptInRange((byte)0, (byte)0x7F);
            if (plain < 0) break;
            at += plain;
            if (Rune.DecodeFromUtf8(text[at..], out _, out int length) != OperationStatus.Done)
                throw new DataFormatException(path, data.Length - text.Length + at, $"the byte 0x{text[at]:X2} begins no character of UTF-8");
            at += length;
        }

        // Half a gigabyte of characters is the most that a string holds.
        if (Encoding.UTF8.GetCharCount(text) > 0x3FFF_FFDF) throw new DataFormatException(path, -1, "the text is too long for a string");
        return Encoding.UTF8.GetString(text);
    }
}
