using System.Globalization;
using System.Text;
using Xunit;

namespace NeuralNet.Gen.Reports.Tests.Terminal;

/// <summary>What a terminal shows after some text: the few control codes that a display needs, everything else fails.</summary>
internal sealed class Screen
{
    private readonly List<StringBuilder> _lines = [new()];
    private int _row, _column;

    public bool CursorIsVisible { get; private set; } = true;

    public string[] Lines => [.. _lines.Select(l => l.ToString().TrimEnd())];

    public static Screen Of(string text)
    {
        var screen = new Screen();
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '\e')
            {
                screen.Put(text[i]);
                continue;
            }

            Assert.Equal('[', text[i + 1]);
            int end = i + 2;
            while (!char.IsAsciiLetter(text[end])) end++;
            screen.Obey(text[end], text[(i + 2)..end]);
            i = end;
        }

        return screen;
    }

    private void Put(char c)
    {
        switch (c)
        {
            case '\r':
                _column = 0;
                break;
            case '\n':
                _column = 0;
                if (++_row == _lines.Count) _lines.Add(new());
                break;
            default:
                Assert.False(char.IsControl(c), $"control character {(int)c}");
                StringBuilder line = _lines[_row];
                if (line.Length <= _column) line.Append(' ', _column + 1 - line.Length);
                line[_column++] = c;
                break;
        }
    }

    private void Obey(char code, string argument)
    {
        switch (code, argument)
        {
            case ('m', _):
                break;
            case ('A', _):
                _row -= int.Parse(argument, CultureInfo.InvariantCulture);
                Assert.True(_row >= 0, "the cursor left the screen");
                break;
            case ('K', "" or "0"):
                _lines[_row].Length = Math.Min(_lines[_row].Length, _column);
                break;
            case ('K', "2"):
                _lines[_row].Clear();
                break;
            case ('J', "" or "0"):
                _lines[_row].Length = Math.Min(_lines[_row].Length, _column);
                _lines.RemoveRange(_row + 1, _lines.Count - _row - 1);
                break;
            case ('h' or 'l', "?25"):
                CursorIsVisible = code == 'h';
                break;
            default:
                Assert.Fail($"control code {argument}{code}");
                break;
        }
    }
}
