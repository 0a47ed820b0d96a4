namespace NeuralNet.Gen;

/// <summary>
/// Moves and stretches each column of a table by numbers fitted on its training part: y = (x − offset) / divisor · (high − low) + low, in double precision, rounded once.
/// </summary>
public abstract class ColumnScaler
{
    private readonly double[] _offsets, _divisors;
    private readonly double _low, _high;

    private protected ColumnScaler(double[] offsets, double[] divisors, double low, double high) => (_offsets, _divisors, _low, _high) = (offsets, divisors, low, high);

    /// <summary>Columns of the table.</summary>
    public int Width => _offsets.Length;

    internal ReadOnlySpan<double> Offsets => _offsets;

    internal ReadOnlySpan<double> Divisors => _divisors;

    private protected abstract string Kind { get; }

    /// <summary>Scales rows in place. NaN, a missing value, stays NaN.</summary>
    /// <param name="values">Rows × <see cref="Width"/> numbers.</param>
    /// <exception cref="ArgumentException">The length is no multiple of a row's.</exception>
    public void Transform(Span<float> values)
    {
        CheckRows(values.Length, Width);
        for (int i = 0, c = 0; i < values.Length; i++, c = c + 1 == Width ? 0 : c + 1)
            values[i] = (float)(((values[i] - _offsets[c]) / _divisors[c] * (_high - _low)) + _low);
    }

    /// <summary>Turns scaled numbers, forecasts for example, back in place.</summary>
    /// <param name="values">Numbers of the given columns, row after row.</param>
    /// <param name="columns">Which columns of the table they are; all when empty.</param>
    /// <exception cref="ArgumentException">The length is no multiple of a row's, or a column is not there.</exception>
    public void InverseTransform(Span<float> values, params ReadOnlySpan<int> columns)
    {
        int width = columns.IsEmpty ? Width : columns.Length;
        CheckRows(values.Length, width);
        foreach (int column in columns)
        {
            if ((uint)column >= (uint)Width) throw new ArgumentException($"there is no column {column}; 0 to {Width - 1} is expected", nameof(columns));
        }

        for (int i = 0, k = 0; i < values.Length; i++, k = k + 1 == width ? 0 : k + 1)
        {
            int c = columns.IsEmpty ? k : columns[k];
            values[i] = (float)(((values[i] - _low) / (_high - _low) * _divisors[c]) + _offsets[c]);
        }
    }

    /// <summary>Writes what was fitted as JSON; an existing file is replaced whole or not at all.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path) => DataJson.Save(path, new ScalerFile(Kind, _offsets, _divisors, _low, _high), DataJson.Default.ScalerFile);

    private protected static ScalerFile Load(string path, string kind)
    {
        ScalerFile file = DataJson.Load(path, DataJson.Default.ScalerFile);
        if (file.Kind != kind) throw new DataFormatException(path, -1, $"the file holds '{file.Kind}'; '{kind}' is expected");
        if (file.Offsets.Length == 0 || file.Offsets.Length != file.Divisors.Length)
            throw new DataFormatException(path, -1, $"{file.Offsets.Length} offsets and {file.Divisors.Length} divisors; as many of both and at least one are expected");
        for (int c = 0; c < file.Offsets.Length; c++)
        {
            if (!(double.IsFinite(file.Offsets[c]) && double.IsFinite(file.Divisors[c]) && file.Divisors[c] > 0))
                throw new DataFormatException(path, -1, $"column {c} has the offset {file.Offsets[c]} and the divisor {file.Divisors[c]}; finite numbers, the divisor above 0, are expected");
        }

        if (!(file.Low < file.High && double.IsFinite(file.High - file.Low))) throw new DataFormatException(path, -1, $"a range from {file.Low} to {file.High}");
        return file;
    }

    private protected static void CheckRows(int length, int width)
    {
        if (width < 1 || length % width != 0) throw new ArgumentException($"{length} numbers; a multiple of {width}, one row, is expected", "values");
    }

    /// <summary>The values of one column that are there. NaN is passed over.</summary>
    /// <exception cref="ArgumentException">A value is infinite, or none is there.</exception>
    private protected static double[] Present(ReadOnlySpan<float> values, int width, int column)
    {
        double[] present = new double[values.Length / width];
        int count = 0;
        for (int i = column; i < values.Length; i += width)
        {
            if (float.IsNaN(values[i])) continue;
            if (float.IsInfinity(values[i])) throw new ArgumentException($"row {i / width} of column {column} is {values[i]}; a finite number, or NaN for a missing one, is expected", nameof(values));
            present[count++] = values[i];
        }

        return count > 0 ? present[..count] : throw new ArgumentException($"column {column} has no values to fit on", nameof(values));
    }
}
