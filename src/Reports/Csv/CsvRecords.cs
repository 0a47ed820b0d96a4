using System.Text;

namespace NeuralNet.Gen;

/// <summary>Records of RFC 4180: fields that hold a comma, a quote or a line break stand in quotes, quotes in them twice. Lines end in a line feed; a carriage return before it is read too.</summary>
internal static class CsvRecords
{
    /// <summary>Adds fields and the end of the line.</summary>
    public static void Append(StringBuilder output, IReadOnlyList<string> fields)
    {
        for (int i = 0; i < fields.Count; i++)
        {
            if (i > 0) output.Append(',');
            if (fields[i].AsSpan().ContainsAny(",\"\r\n")) output.Append('"').Append(fields[i].Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
            else output.Append(fields[i]);
        }

        output.Append('\n');
    }

    /// <summary>Reads the record that begins at a place.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="start">Where the record begins.</param>
    /// <param name="fields">Receives its fields.</param>
    /// <returns>Where the next one begins; −1 when the text ends within this one.</returns>
    public static int Read(string text, int start, List<string> fields)
    {
        fields.Clear();
        var field = new StringBuilder();
        bool quoted = false;
        for (int i = start; i < text.Length; i++)
        {
            char c = text[i];
            if (quoted)
            {
                if (c != '"') field.Append(c);
                else if (i + 1 < text.Length && text[i + 1] == '"') field.Append(text[i++]);
                else quoted = false;
            }
            else if (c == '"')
            {
                quoted = true;
            }
            else if (c is ',' or '\n')
            {
                if (c == '\n' && field.Length > 0 && field[^1] == '\r' && text[i - 1] == '\r') field.Length--;
                fields.Add(field.ToString());
                field.Clear();
                if (c == '\n') return i + 1;
            }
            else
            {
                field.Append(c);
            }
        }

        fields.Add(field.ToString());
        return -1;
    }
}
