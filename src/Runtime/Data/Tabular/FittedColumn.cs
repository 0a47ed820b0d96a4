using System.Collections.Immutable;

namespace NeuralNet.Gen;

/// <summary>A column's schema and what its training part said.</summary>
internal sealed class FittedColumn
{
    private readonly double _fill, _offset, _divisor;
    private readonly CategoryEncoder? _encoder;

    private FittedColumn(TabularColumn column, double fill, double offset, double divisor, CategoryEncoder? encoder)
        => (Column, _fill, _offset, _divisor, _encoder) = (column, fill, offset, divisor, encoder);

    public TabularColumn Column { get; }

    public ImmutableArray<string> Categories => _encoder!.Categories;

    /// <summary>Categories, with those for missing and unknown values.</summary>
    public int Count => _encoder!.Count + (Column.Missing == MissingValues.Category ? 1 : 0);

    public static FittedColumn OfNames(TabularData table, int column, ReadOnlySpan<int> rows)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (int row in rows)
        {
            if (table.NameAt(column, row) is { } name) names.Add(name);
        }

        TabularColumn schema = table.Schema[column];
        if (names.Count == 0) throw new ArgumentException($"the column '{schema.Name}' has no values in the training part", nameof(rows));
        return new FittedColumn(schema, 0, 0, 1, CategoryEncoder.Fit(names, schema.AllowUnknown));
    }

    public static FittedColumn OfNumbers(TabularData table, int column, ReadOnlySpan<int> rows)
    {
        TabularColumn schema = table.Schema[column];
        var present = new List<float>(rows.Length);
        foreach (int row in rows)
        {
            float value = table.NumberAt(column, row);
            if (!float.IsNaN(value)) present.Add(value);
        }

        bool needsValues = schema.Scaling != ColumnScaling.None || schema.Missing is MissingValues.Mean or MissingValues.Median;
        if (present.Count == 0 && needsValues) throw new ArgumentException($"the column '{schema.Name}' has no values in the training part", nameof(rows));
        double fill = schema.Missing switch
        {
            MissingValues.Mean => present.Sum(x => (double)x) / present.Count,
            MissingValues.Median => Median(present),
            _ => schema.FillValue,
        };

        // Scaled as it will be read: with what stands for missing values.
        float[] filled = new float[rows.Length];
        for (int i = 0; i < filled.Length; i++)
        {
            float value = table.NumberAt(column, rows[i]);
            filled[i] = float.IsNaN(value) ? (float)fill : value;
        }

        ColumnScaler? scaler = schema.Scaling switch
        {
            ColumnScaling.Standard => StandardScaler.Fit(filled, 1),
            ColumnScaling.MinMax => MinMaxScaler.Fit(filled, 1),
            _ => null,
        };
        return new FittedColumn(schema, fill, scaler?.Offsets[0] ?? 0, scaler?.Divisors[0] ?? 1, null);
    }

    public float Scaled(TabularData table, int column, int row)
    {
        double value = table.NumberAt(column, row);
        if (double.IsNaN(value))
        {
            if (Column.Missing is MissingValues.Error or MissingValues.DropRow) throw Fault(table, row, "the value is missing");
            value = (float)_fill;
        }

        return (float)((value - _offset) / _divisor);
    }

    public float Inverse(float value) => (float)((value * _divisor) + _offset);

    public int Number(TabularData table, int column, int row)
    {
        string? name = table.NameAt(column, row);
        if (name is null) return Column.Missing == MissingValues.Category ? Count - 1 : throw Fault(table, row, "the value is missing");
        return _encoder!.TryEncode(name, out int number)
            ? number
            : throw Fault(table, row, $"'{name}' is not among the {_encoder.Categories.Length} values of the training part");
    }

    public FittedColumnFile ToFile() => new(
        Column.Name, Column.Role.ToString(), Column.Missing.ToString(), Column.FillValue, Column.Scaling.ToString(), Column.AsIndex, Column.AllowUnknown,
        _fill, _offset, _divisor, _encoder is null ? [] : [.. _encoder.Categories]);

    /// <exception cref="DataFormatException">The column contradicts itself.</exception>
    public static FittedColumn FromFile(string path, FittedColumnFile file)
    {
        if (!Enum.TryParse(file.Role, out ColumnRole role) || !Enum.IsDefined(role) || !Enum.TryParse(file.Missing, out MissingValues missing) || !Enum.IsDefined(missing)
            || !Enum.TryParse(file.Scaling, out ColumnScaling scaling) || !Enum.IsDefined(scaling))
            throw Fault($"is '{file.Role}' with '{file.Missing}' and '{file.Scaling}', which is not known");
        if (file.Name.Length == 0) throw Fault("has no name");
        if (!(float.IsFinite(file.FillValue) && double.IsFinite(file.Fill) && double.IsFinite(file.Offset) && double.IsFinite(file.Divisor) && file.Divisor > 0))
            throw Fault("has numbers that are not finite, or a divisor that is not above 0");
        var column = TabularColumn.Restore(file.Name, role, missing, file.FillValue, scaling, file.AsIndex, file.AllowUnknown);
        if (!column.HoldsNames)
        {
            return file.Categories.Length == 0 && missing != MissingValues.Category
                ? new FittedColumn(column, file.Fill, file.Offset, file.Divisor, null)
                : throw Fault("holds numbers and has categories");
        }

        if (file.Categories.Length == 0 || Array.Exists(file.Categories, c => c is null) || missing is MissingValues.Mean or MissingValues.Median or MissingValues.Constant)
            throw Fault("holds names without categories");
        for (int i = 1; i < file.Categories.Length; i++)
        {
            if (string.CompareOrdinal(file.Categories[i - 1], file.Categories[i]) >= 0) throw Fault($"has its category '{file.Categories[i]}' out of ascending ordinal order");
        }

        return new FittedColumn(column, 0, 0, 1, CategoryEncoder.Fit(file.Categories, file.AllowUnknown));

        DataFormatException Fault(string fault) => new(path, -1, $"column '{file.Name}' {fault}");
    }

    private DataFormatException Fault(TabularData table, int row, string fault) => new(table.Path, -1, $"row {row}, column '{Column.Name}': {fault}");

    private static double Median(List<float> values)
    {
        values.Sort();
        int middle = values.Count / 2;
        return values.Count % 2 == 1 ? values[middle] : ((double)values[middle - 1] + values[middle]) / 2;
    }
}

/// <summary>A <see cref="FittedColumn"/> in JSON.</summary>
internal sealed record FittedColumnFile(
    string Name, string Role, string Missing, float FillValue, string Scaling, bool AsIndex, bool AllowUnknown, double Fill, double Offset, double Divisor, string[] Categories);

/// <param name="Kind">"tabular".</param>
/// <param name="Columns">In the order of the schema.</param>
internal sealed record EncoderFile(string Kind, FittedColumnFile[] Columns);
