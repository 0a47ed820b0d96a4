namespace NeuralNet.Gen;

/// <summary>(x − mean) / deviation for each column (scikit-learn's <c>StandardScaler</c>): mean and population deviation of the training part. A constant column is only moved.</summary>
public sealed class StandardScaler : ColumnScaler
{
    private StandardScaler(double[] means, double[] deviations)
        : base(means, deviations, 0, 1)
    {
    }

    /// <summary>The mean of each column.</summary>
    public ReadOnlySpan<double> Means => Offsets;

    /// <summary>The deviation of each column; 1 for a constant one.</summary>
    public ReadOnlySpan<double> Deviations => Divisors;

    private protected override string Kind => "standard";

    /// <summary>Measures each column.</summary>
    /// <param name="values">Rows × <paramref name="width"/> numbers of the training part alone; NaN is a missing value and counts for nothing.</param>
    /// <param name="width">Columns.</param>
    /// <exception cref="ArgumentException">The length is no multiple of a row's, a value is infinite, or a column has no values.</exception>
    public static StandardScaler Fit(ReadOnlySpan<float> values, int width)
    {
        CheckRows(values.Length, width);
        double[] means = new double[width], deviations = new double[width];
        for (int c = 0; c < width; c++)
        {
            double[] present = Present(values, width, c);
            double sum = 0, squares = 0;
            foreach (double x in present) sum += x;
            means[c] = sum / present.Length;
            foreach (double x in present) squares += (x - means[c]) * (x - means[c]);
            double deviation = Math.Sqrt(squares / present.Length);

            // What rounding leaves of a constant column is no deviation.
            bool constant = Array.TrueForAll(present, x => x == present[0]);
            if (constant) means[c] = present[0];
            deviations[c] = constant ? 1 : deviation;
        }

        return new StandardScaler(means, deviations);
    }

    /// <summary>Reads what <see cref="ColumnScaler.Save"/> wrote.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="DataFormatException">The file is damaged or holds something else.</exception>
    public static StandardScaler Load(string path)
    {
        ScalerFile file = Load(path, "standard");
        return file.Low == 0 && file.High == 1
            ? new StandardScaler(file.Offsets, file.Divisors)
            : throw new DataFormatException(path, -1, $"a range from {file.Low} to {file.High}; 0 to 1 is expected");
    }
}
