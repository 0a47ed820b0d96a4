namespace NeuralNet.Gen.Generator.Emission;

/// <summary>Places in memory, as C# writes them.</summary>
internal static class Address
{
    private const string Plus = " + ";

    /// <summary>
    /// <c>p + offset</c> as <c>&amp;p[offset]</c>, the same instructions. The C# compiler looks for the meaning of a sum of a pointer and a number among all operators that there are, which takes ten times as long, and
    /// a network has thousands of them.
    /// </summary>
    /// <param name="pointer">A name, with or without an offset behind it.</param>
    public static string Of(string pointer) => Split(pointer, out string name, out string offset) ? $"&{name}[{offset}]" : pointer;

    /// <summary>The number that lies there.</summary>
    /// <inheritdoc cref="Of"/>
    public static string Element(string pointer) => Split(pointer, out string name, out string offset) ? $"{name}[{offset}]" : pointer.Contains(' ') ? $"*({pointer})" : "*" + pointer;

    private static bool Split(string pointer, out string name, out string offset)
    {
        // Where a difference comes first it stays a sum.
        int end = pointer.IndexOf(Plus, StringComparison.Ordinal);
        if (end != pointer.IndexOf(' ')) end = -1;
        (name, offset) = end < 0 ? (pointer, "") : (pointer.Substring(0, end), pointer.Substring(end + Plus.Length));
        return end >= 0;
    }
}
