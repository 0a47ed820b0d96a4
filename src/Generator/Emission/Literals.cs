using System.Globalization;

namespace NeuralNet.Gen.Generator.Emission;

/// <summary>The only place that writes numbers and strings into C#: the same text under every culture.</summary>
internal static class Literals
{
    public static string Float(float value)
    {
        if (float.IsNaN(value)) return "float.NaN";
        if (float.IsPositiveInfinity(value)) return "float.PositiveInfinity";
        if (float.IsNegativeInfinity(value)) return "float.NegativeInfinity";
        if (value == 0f) return 1f / value < 0f ? "-0f" : "0f";
        return value.ToString("G9", CultureInfo.InvariantCulture) + "f";
    }

    /// <summary>For messages: the fewest digits that give the number back, the same under every runtime that hosts the compiler.</summary>
    public static string Shortest(float value)
    {
        for (int digits = 6; digits < 9; digits++)
        {
            string text = value.ToString("G" + Int(digits), CultureInfo.InvariantCulture);
            if (float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out float read) && read.Equals(value)) return text;
        }

        return value.ToString("G9", CultureInfo.InvariantCulture);
    }

    public static string Int(long value) => value.ToString(CultureInfo.InvariantCulture);

    public static string UInt(uint value) => "0x" + value.ToString("X8", CultureInfo.InvariantCulture) + "u";

    public static string String(string value)
    {
        var text = new System.Text.StringBuilder("\"");
        foreach (char c in value)
        {
            if (c is '"' or '\\') text.Append('\\').Append(c);
            else if (c == '\n') text.Append("\\n");
            else if (c is < ' ' or > '~') text.Append("\\u").Append(((int)c).ToString("X4", CultureInfo.InvariantCulture));
            else text.Append(c);
        }

        return text.Append('"').ToString();
    }

    /// <summary>A collection expression of integers.</summary>
    public static string Ints(IEnumerable<int> values) => "[" + string.Join(", ", values.Select(v => Int(v))) + "]";

    /// <summary>Text for an XML documentation comment.</summary>
    public static string Xml(string text) => text.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");
}
