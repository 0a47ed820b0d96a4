using System.Globalization;
using System.Net;
using System.Text;

namespace NeuralNet.Gen;

/// <summary>One curve.</summary>
/// <param name="Name">For the legend.</param>
/// <param name="Xs">Ascending.</param>
/// <param name="Ys">One for each x; what is not finite leaves a gap and a mark at the upper edge.</param>
/// <param name="Marked">Whether each place gets a mark with its numbers, or the line alone is drawn.</param>
internal sealed record Curve(string Name, double[] Xs, double[] Ys, bool Marked);

/// <summary>Draws curves as SVG. Where the values are positive and span more than a factor of fifty, the vertical axis is logarithmic.</summary>
internal sealed class Chart
{
    private const double Width = 560, Height = 260, Left = 64, Right = 14, Top = 14, Bottom = 40;

    private readonly IReadOnlyList<Curve> _curves;
    private readonly string _title, _horizontal;
    private readonly double _x0, _x1, _y0, _y1;
    private readonly bool _log;

    public Chart(string title, string horizontal, IReadOnlyList<Curve> curves)
    {
        (_title, _horizontal, _curves) = (title, horizontal, curves);
        double[] xs = [.. curves.SelectMany(c => c.Xs)], ys = [.. curves.SelectMany(c => c.Ys).Where(double.IsFinite)];
        (_x0, _x1) = xs.Length == 0 ? (0, 1) : (xs.Min(), xs.Max());
        if (_x0 == _x1) (_x0, _x1) = (_x0 - 0.5, _x1 + 0.5);
        (double least, double most) = ys.Length == 0 ? (0, 1) : (ys.Min(), ys.Max());
        _log = least > 0 && most / least > 50;
        if (_log)
        {
            (_y0, _y1) = (Math.Log10(least) - 0.05, Math.Log10(most) + 0.05);
        }
        else
        {
            // A constant has no span of its own; large numbers keep theirs below infinity.
            double margin = least == most ? Math.Max(Math.Abs(least) * 0.1, 1e-12) : (most * 0.05) - (least * 0.05);
            (_y0, _y1) = (Math.Max(least - margin, -double.MaxValue), Math.Min(most + margin, double.MaxValue));
            if (least >= 0 && _y0 < 0) _y0 = 0;
            // Half of the least number is nothing, and the scale divides by the half.
            if (_y1 - _y0 < 1e-300) _y1 = _y0 + 1e-300;
        }
    }

    /// <summary>Appends the figure: a heading, the drawing and a legend.</summary>
    public void Write(StringBuilder page)
    {
        page.Append("<figure><figcaption>").Append(WebUtility.HtmlEncode(_title)).Append(_log ? " <small>(logarithmic)</small>" : "").Append("</figcaption>\n");
        page.Append(Inv($"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{WebUtility.HtmlEncode(_title)}\" data-left=\"{Left}\" data-right=\"{Width - Right}\" data-top=\"{Top}\" data-bottom=\"{Height - Bottom}\" data-x0=\"{_x0:R}\" data-x1=\"{_x1:R}\" data-y0=\"{_y0:R}\" data-y1=\"{_y1:R}\" data-log=\"{(_log ? 1 : 0)}\">\n"));
        WriteAxes(page);
        for (int i = 0; i < _curves.Count; i++) WriteCurve(page, _curves[i], i);
        page.Append("</svg>\n");
        if (_curves.Count > 1)
        {
            page.Append("<p class=\"legend\">");
            for (int i = 0; i < _curves.Count; i++) page.Append(Inv($"<span class=\"c{i % 6}\">&#9679; {WebUtility.HtmlEncode(_curves[i].Name)}</span> "));
            page.Append("</p>\n");
        }

        page.Append("</figure>\n");
    }

    private static string Inv(FormattableString text) => FormattableString.Invariant(text);

    private static string Number(double value)
        => value != 0 && (Math.Abs(value) < 1e-3 || Math.Abs(value) >= 1e6) ? value.ToString("0.##e0", CultureInfo.InvariantCulture) : value.ToString("0.#####", CultureInfo.InvariantCulture);

    /// <summary>About so many round numbers between two: multiples of 1, 2 or 5 times a power of ten.</summary>
    private static IEnumerable<double> Ticks(double from, double to, int count, bool whole)
    {
        double raw = (to - from) / count;
        if (!(raw > 0) || !double.IsFinite(raw)) yield break;
        double power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        double step = power * (raw / power <= 1 ? 1 : raw / power <= 2 ? 2 : raw / power <= 5 ? 5 : 10);
        if (whole) step = Math.Max(step, 1);
        double first = Math.Ceiling(from / step);
        for (int i = 0; i <= 2 * count && (first + i) * step is var tick && double.IsFinite(tick) && tick <= to + (step * 1e-9); i++) yield return tick;
    }

    private IEnumerable<double> LogTicks()
    {
        int from = (int)Math.Floor(_y0), to = (int)Math.Ceiling(_y1), every = Math.Max(1, (to - from) / 6);
        double[] factors = to - from <= 3 ? [1, 2, 5] : [1];
        for (int e = from; e <= to; e += every)
        {
            foreach (double factor in factors)
            {
                double at = e + Math.Log10(factor);
                if (at >= _y0 && at <= _y1) yield return at;
            }
        }
    }

    private double X(double x) => Left + ((x - _x0) / (_x1 - _x0) * (Width - Left - Right));

    // Halved first: the distance of two finite numbers need not be finite.
    private double Y(double y) => Height - Bottom - (((y / 2) - (_y0 / 2)) / ((_y1 / 2) - (_y0 / 2)) * (Height - Top - Bottom));

    private void WriteAxes(StringBuilder page)
    {
        foreach (double tick in _log ? LogTicks() : Ticks(_y0, _y1, 5, whole: false))
        {
            double y = Y(tick);
            page.Append(Inv($"<line class=\"grid\" x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{y:F2}\" y2=\"{y:F2}\"/><text x=\"{Left - 6}\" y=\"{y + 4:F2}\" text-anchor=\"end\">{Number(_log ? Math.Pow(10, tick) : tick)}</text>\n"));
        }

        foreach (double tick in Ticks(_x0, _x1, 8, whole: true))
            page.Append(Inv($"<line class=\"axis\" x1=\"{X(tick):F2}\" x2=\"{X(tick):F2}\" y1=\"{Height - Bottom}\" y2=\"{Height - Bottom + 4}\"/><text x=\"{X(tick):F2}\" y=\"{Height - Bottom + 17}\" text-anchor=\"middle\">{Number(tick)}</text>\n"));
        page.Append(Inv($"<path class=\"axis\" fill=\"none\" d=\"M{Left} {Top}V{Height - Bottom}H{Width - Right}\"/><text x=\"{(Left + Width - Right) / 2}\" y=\"{Height - 6}\" text-anchor=\"middle\">{_horizontal}</text>\n"));
    }

    private void WriteCurve(StringBuilder page, Curve curve, int index)
    {
        string name = WebUtility.HtmlEncode(curve.Name);
        page.Append(Inv($"<g class=\"c{index % 6}\"><path class=\"curve\" fill=\"none\" d=\""));
        bool drawing = false;
        for (int i = 0; i < curve.Xs.Length; i++)
        {
            bool there = double.IsFinite(curve.Ys[i]);
            if (there) page.Append(Inv($"{(drawing ? 'L' : 'M')}{X(curve.Xs[i]):F2} {Y(Scaled(curve.Ys[i])):F2}"));
            drawing = there;
        }

        page.Append("\"/>\n");
        double radius = curve.Xs.Length <= 60 ? 3 : curve.Xs.Length <= 400 ? 2 : 1;
        for (int i = 0; curve.Marked && i < curve.Xs.Length; i++)
        {
            double y = curve.Ys[i];
            string label = Inv($"<title>{name}, {_horizontal} {curve.Xs[i]}: {y:G6}</title>");
            page.Append(double.IsFinite(y)
                ? Inv($"<circle data-epoch=\"{curve.Xs[i]}\" data-series=\"{name}\" cx=\"{X(curve.Xs[i]):F3}\" cy=\"{Y(Scaled(y)):F3}\" r=\"{radius}\">{label}</circle>\n")
                : Inv($"<path class=\"lost\" data-epoch=\"{curve.Xs[i]}\" data-series=\"{name}\" d=\"M{X(curve.Xs[i]) - 4:F2} {Top}h8l-4 7z\">{label}</path>\n"));
        }

        page.Append("</g>\n");
    }

    private double Scaled(double y) => _log ? Math.Log10(y) : y;
}
