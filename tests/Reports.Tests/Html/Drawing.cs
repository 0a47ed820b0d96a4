using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace NeuralNet.Gen.Reports.Tests.Html;

/// <summary>A mark of a curve, read back from the drawing.</summary>
internal sealed record Mark(string Series, double Epoch, double X, double Y);

/// <summary>Reads the drawings of a report: from places on the paper back to numbers.</summary>
internal static partial class Drawing
{
    public static List<Mark> MarksOf(string page)
    {
        List<Mark> marks = [];
        foreach (Match svg in Svg().Matches(page))
        {
            string head = svg.Groups[1].Value;
            double Of(string name) => Number(Regex.Match(head, $"data-{name}=\"([^\"]*)\"").Groups[1].Value);
            foreach (Match circle in Circle().Matches(svg.Groups[2].Value))
            {
                double x = Of("x0") + ((Number(circle.Groups[3].Value) - Of("left")) / (Of("right") - Of("left")) * (Of("x1") - Of("x0")));
                double y = Of("y0") + ((Of("bottom") - Number(circle.Groups[4].Value)) / (Of("bottom") - Of("top")) * (Of("y1") - Of("y0")));
                marks.Add(new Mark(WebUtility.HtmlDecode(circle.Groups[2].Value), Number(circle.Groups[1].Value), x, Of("log") == 1 ? Math.Pow(10, y) : y));
            }
        }

        return marks;
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex("<svg ([^>]*)>(.*?)</svg>", RegexOptions.Singleline)]
    private static partial Regex Svg();

    [GeneratedRegex("<circle data-epoch=\"([^\"]*)\" data-series=\"([^\"]*)\" cx=\"([^\"]*)\" cy=\"([^\"]*)\"")]
    private static partial Regex Circle();
}
