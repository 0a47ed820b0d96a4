namespace NeuralNet.Gen;

/// <summary>Each column stretched to a range by the least and the largest value of the training part (scikit-learn's <c>MinMaxScaler</c>). Other values may lie outside. A constant column becomes the low end.</summary>
public sealed class MinMaxScaler : ColumnScaler
{
    private MinMaxScaler(double[] least, double[] widths, double low, double high)
        : base(least, widths, low, high)
    {
    }

    private protected override string Kind => "minmax";

    /// <summary>Measures each column.</summary>
    /// <param name="values">Rows × <paramref name="width"/> numbers of the training part alone; NaN is a missing value and counts for nothing.</param>
    /// <param name="width">Columns.</param>
    /// <param name="low">What the least value becomes.</param>
    /// <param name="high">What the largest value becomes, above <paramref name="low"/>.</param>
    /// <exception cref="ArgumentException">The length is no multiple of a row's, a value is infinite, a column has no values, or the range is empty.</exception>
    public static MinMaxScaler Fit(ReadOnlySpan<float> values, int width, double low = 0, double high = 1)
    {
        CheckRows(values.Length, width);
        if (!(low < high && double.IsFinite(high - low))) throw new ArgumentException($"a range from {low} to {high}", nameof(high));
        double[] least = new double[width], widths = new double[width];
        for (int c = 0; c < width; c++)
        {
            double[] present = Present(values, width, c);
            least[c] = present.Min();
            double extent = present.Max() - least[c];
            widths[c] = extent > 0 ? extent : 1;
        }

        return new MinMaxScaler(least, widths, low, high);
    }

    /// <summary>Reads what <see cref="ColumnScaler.Save"/> wrote.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="DataFormatException">The file is damaged or holds something else.</exception>
    public static MinMaxScaler Load(string path)
    {
        ScalerFile file = Load(path, "minmax");
        return new MinMaxScaler(file.Offsets, file.Divisors, file.Low, file.High);
    }
}
