using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace NeuralNet.Gen;

/// <summary>
/// The last lines of the terminal, drawn again and again in place. Spectre.Console's own live display runs a function for as long as it is shown, and a callback is called from within <c>Fit</c>: it cannot be inside of one.
/// </summary>
internal sealed class LiveRegion(IAnsiConsole console)
{
    private int _lines;
    private bool _hidden;

    public void Draw(IRenderable content)
    {
        if (!_hidden) console.Cursor.Hide();
        _hidden = true;
        console.Write(new Frame(this, content));
    }

    /// <summary>Takes the region away; what is written next stands in its place.</summary>
    public void Erase()
    {
        if (_lines > 0) console.Write(new ControlCode(Up(_lines) + "\e[J"));
        _lines = 0;
    }

    /// <summary>Leaves the region as it is.</summary>
    public void Release()
    {
        _lines = 0;
        ShowCursor();
    }

    public void ShowCursor()
    {
        if (_hidden) console.Cursor.Show();
        _hidden = false;
    }

    private static string Up(int lines) => string.Create(CultureInfo.InvariantCulture, $"\r\e[{lines}A");

    /// <summary>Everything in one write, so that no half frame is seen.</summary>
    private sealed class Frame(LiveRegion region, IRenderable content) : IRenderable
    {
        public Measurement Measure(RenderOptions options, int maxWidth) => new(maxWidth, maxWidth);

        public IEnumerable<Segment> Render(RenderOptions options, int maxWidth)
        {
            List<SegmentLine> lines = Segment.SplitLines(content.Render(options, maxWidth), maxWidth);

            // The cursor cannot go above the window, so a higher region would be drawn twice.
            int first = Math.Max(0, lines.Count - Math.Max(1, options.ConsoleSize.Height - 1));
            var segments = new List<Segment>();
            if (region._lines > 0) segments.Add(Segment.Control(Up(region._lines)));
            foreach (SegmentLine line in lines.Skip(first))
            {
                segments.Add(Segment.Control("\e[2K"));
                segments.AddRange(line);
                segments.Add(Segment.LineBreak);
            }

            segments.Add(Segment.Control("\e[J"));
            region._lines = lines.Count - first;
            return segments;
        }
    }
}
