using System.Globalization;
using System.Text;

namespace Compare.Scaling;

/// <summary>Two plots, one above the other, in one SVG: time of a step and GFLOP/s of its gradient, both over what grows, all series in each.</summary>
internal static class ScalingPicture
{
    private const int Width = 900, Left = 90, Right = 740, PlotHeight = 330, TimeTop = 60, SpeedTop = 470, Height = 860;

    private static readonly (string Series, string Colour)[] s_series = [("width", "#1f77b4"), ("depth", "#2ca02c"), ("batch", "#d62728")];

    public static string Draw(IReadOnlyList<ScalingPoint> points, int threads)
    {
        var svg = new StringBuilder();
        Line($"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{Width}\" height=\"{Height}\" viewBox=\"0 0 {Width} {Height}\" font-family=\"sans-serif\" font-size=\"13\">");
        Line($"<rect width=\"{Width}\" height=\"{Height}\" fill=\"white\"/>");
        Text(Left, 24, $"Cost as work grows: multilayer perceptrons, {threads} thread{(threads == 1 ? "" : "s")}; width 256, depth 3, batch 64 but for what grows", "start", 15);

        double least = points.Min(p => p.Step.Median), most = points.Max(p => p.Step.Median);
        var time = new Axis(Math.Floor(Math.Log10(least)), Math.Ceiling(Math.Log10(most)), TimeTop);
        double peak = points.Max(p => p.PeakGflops) * threads;
        var speed = new Axis(0, peak * 1.05, SpeedTop);

        Frame(TimeTop, "step with Adam, µs");
        for (double power = time.From; power <= time.To; power++) Horizontal(time.At(power), Math.Pow(10, power).ToString("N0", CultureInfo.InvariantCulture));
        Frame(SpeedTop, "GFLOP/s of the gradient (whole line) and of the step (dashed)");
        for (int gflops = 0; gflops <= peak; gflops += 20 * threads) Horizontal(speed.At(gflops), gflops.ToString(CultureInfo.InvariantCulture));
        Line($"<line x1=\"{Left}\" x2=\"{Right}\" y1=\"{Number(speed.At(peak))}\" y2=\"{Number(speed.At(peak))}\" stroke=\"#555\" stroke-dasharray=\"2 3\"/>");
        Text(Right + 6, speed.At(peak) + 4, threads == 1 ? "P" : $"P × {threads}", "start");

        foreach ((string series, string colour) in s_series)
        {
            ScalingPoint[] own = [.. points.Where(p => p.Place.Series == series)];
            Curve(own, colour, p => time.At(Math.Log10(p.Step.Median)), dashed: false);
            Curve(own, colour, p => speed.At(p.StepGflops), dashed: true);
            Curve(own, colour, p => speed.At(p.GradientGflops), dashed: false);
            for (int i = 1; i < own.Length; i++)
            {
                if (own[i].FallsBelow(own[i - 1]))
                    Line($"<circle cx=\"{Number(X(own[i]))}\" cy=\"{Number(speed.At(own[i].GradientGflops))}\" r=\"9\" fill=\"none\" stroke=\"black\" stroke-width=\"2\"/>");
            }

            if (own.Length > 0) Text(Right + 6, time.At(Math.Log10(own[^1].Step.Median)) + 4, $"{series} to {own[^1].Place.Extent}", "start", colour: colour);
        }

        Text(Right + 6, SpeedTop + PlotHeight - 30, "circle: below 70 %", "start");
        Text(Right + 6, SpeedTop + PlotHeight - 14, "of the place before", "start");
        Line("</svg>");
        return svg.ToString();

        void Frame(int top, string title)
        {
            Text(Left, top - 8, title, "start");
            Line($"<rect x=\"{Left}\" y=\"{top}\" width=\"{Right - Left}\" height=\"{PlotHeight}\" fill=\"none\" stroke=\"#888\"/>");
            for (int extent = 1; extent <= 2048; extent *= 2)
            {
                double x = At(extent);
                Line($"<line x1=\"{Number(x)}\" x2=\"{Number(x)}\" y1=\"{top}\" y2=\"{top + PlotHeight}\" stroke=\"#eee\"/>");
                Text(x, top + PlotHeight + 18, extent.ToString(CultureInfo.InvariantCulture), "middle");
            }
        }

        void Horizontal(double y, string label)
        {
            Line($"<line x1=\"{Left}\" x2=\"{Right}\" y1=\"{Number(y)}\" y2=\"{Number(y)}\" stroke=\"#ddd\"/>");
            Text(Left - 8, y + 4, label, "end");
        }

        void Curve(ScalingPoint[] own, string colour, Func<ScalingPoint, double> y, bool dashed)
        {
            string places = string.Join(" ", own.Select(p => $"{Number(X(p))},{Number(y(p))}"));
            Line($"<polyline points=\"{places}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"{(dashed ? " stroke-dasharray=\"6 4\" opacity=\"0.6\"" : "")}/>");
            if (dashed) return;
            foreach (ScalingPoint p in own) Line($"<circle cx=\"{Number(X(p))}\" cy=\"{Number(y(p))}\" r=\"3\" fill=\"{colour}\"/>");
        }

        void Text(double x, double y, string text, string anchor, int size = 13, string colour = "#222")
            => Line($"<text x=\"{Number(x)}\" y=\"{Number(y)}\" text-anchor=\"{anchor}\" font-size=\"{size}\" fill=\"{colour}\">{text}</text>");

        void Line(string line) => svg.Append(line).Append('\n');
    }

    private static double X(ScalingPoint point) => At(point.Place.Extent);

    private static double At(int extent) => Left + ((Right - Left) * Math.Log2(extent) / 11);

    private static string Number(double value) => value.ToString("F1", CultureInfo.InvariantCulture);

    /// <summary>A vertical axis from the bottom of its plot to the top.</summary>
    private readonly record struct Axis(double From, double To, int Top)
    {
        public double At(double value) => Top + (PlotHeight * (1 - ((value - From) / (To - From))));
    }
}
