using System.Text;

namespace NeuralNet.Gen.Generator.Emission;

/// <summary>Indented text with \n line ends.</summary>
internal sealed class CodeWriter
{
    private readonly StringBuilder _text = new();
    private readonly HashSet<string> _once = [];
    private int _indent;

    /// <summary>Whether products call tiles that take their distances as arguments, so that all of them share a few: for networks of many shapes.</summary>
    public bool SharesTiles { get; init; }

    /// <summary>True the first time a name is asked for: methods that several kernels call are printed by the first.</summary>
    public bool Once(string name) => _once.Add(name);

    public void Line(string line = "")
    {
        if (line.Length > 0) _text.Append(' ', 4 * _indent).Append(line);
        _text.Append('\n');
    }

    /// <summary>Each line of a raw string at the current indentation.</summary>
    public void Lines(string lines)
    {
        foreach (string line in lines.Replace("\r\n", "\n").Split('\n')) Line(line);
    }

    /// <summary>A header, braces around what is written until the result is disposed.</summary>
    public Scope Block(string header)
    {
        Line(header);
        Line("{");
        _indent++;
        return new Scope(this, "}");
    }

    public override string ToString() => _text.ToString();

    internal readonly struct Scope(CodeWriter writer, string end) : IDisposable
    {
        public void Dispose()
        {
            writer._indent--;
            writer.Line(end);
        }
    }
}
