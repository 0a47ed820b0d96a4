using System.Collections.Immutable;

namespace NeuralNet.Gen;

/// <summary>
/// Makes of a table what a network reads: missing values filled, numbers scaled, names numbered. All that this takes is fitted on the training part and can be saved, so that a program that
/// predicts does to its rows what training did.
/// </summary>
/// <remarks>
/// Columns that come out, in this order: <c>features</c>, Float32 [n], the numeric and the one-hot columns in the order of the schema; one Int32 column for each categorical column
/// <see cref="TabularColumn.AsIndex"/>; one Int32 column for each label; <c>target</c>, Float32 [m], the targets. What is not in the schema is left out.
/// </remarks>
public sealed class TabularEncoder
{
    private readonly FittedColumn[] _columns;

    private TabularEncoder(FittedColumn[] columns)
    {
        _columns = columns;
        for (int c = 0; c < columns.Length; c++)
        {
            TabularColumn column = columns[c].Column;
            if (column.Role == ColumnRole.Numeric) FeatureCount++;
            else if (column.Role == ColumnRole.Categorical && !column.AsIndex) FeatureCount += columns[c].Count;
            else if (column.Role == ColumnRole.Target) TargetCount++;
        }
    }

    /// <summary>Numbers of a row's features.</summary>
    public int FeatureCount { get; }

    /// <summary>Numbers of a row's targets.</summary>
    public int TargetCount { get; }

    /// <summary>Measures the training part.</summary>
    /// <param name="table">The table.</param>
    /// <param name="trainRows">Numbers of the rows to train on: those of a <see cref="Subset"/> of the table.</param>
    /// <exception cref="ArgumentException">There are no such rows, or a column lacks all values in them.</exception>
    public static TabularEncoder Fit(TabularData table, ReadOnlySpan<int> trainRows)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (trainRows.IsEmpty) throw new ArgumentException("there are no rows to fit on", nameof(trainRows));
        ReadRequest.CheckNumbers(trainRows, table.Count);
        var columns = new FittedColumn[table.Schema.Length];
        for (int c = 0; c < columns.Length; c++)
            columns[c] = table.Schema[c].HoldsNames ? FittedColumn.OfNames(table, c, trainRows) : FittedColumn.OfNumbers(table, c, trainRows);
        return new TabularEncoder(columns);
    }

    /// <summary>The categories of a column by number; for a label the classes.</summary>
    /// <exception cref="ArgumentException">There is no such column, or it holds numbers.</exception>
    public ImmutableArray<string> Categories(string column)
    {
        foreach (FittedColumn fitted in _columns)
        {
            if (fitted.Column.Name == column && fitted.Column.HoldsNames) return fitted.Categories;
        }

        throw new ArgumentException($"there is no column '{column}' of names", nameof(column));
    }

    /// <summary>Encodes all rows of a table, in its order.</summary>
    /// <param name="table">Has the schema's columns; targets and labels may be missing where only predictions are wanted (<paramref name="targets"/>).</param>
    /// <param name="targets">Whether targets and labels are encoded.</param>
    /// <exception cref="ArgumentException">A column is not there or of another kind.</exception>
    /// <exception cref="DataFormatException">A name is not among the categories of the training part (named with its row).</exception>
    public TensorDataset Encode(TabularData table, bool targets = true)
    {
        ArgumentNullException.ThrowIfNull(table);
        int rows = table.Count;
        float[] features = new float[checked(rows * FeatureCount)], numbers = new float[targets ? checked(rows * TargetCount) : 0];
        List<DataColumn> indices = [], labels = [];
        int feature = 0, target = 0;
        foreach (FittedColumn fitted in _columns)
        {
            TabularColumn column = fitted.Column;
            if (!targets && column.Role is (ColumnRole.Label or ColumnRole.Target)) continue;
            int source = table.IndexOf(column.Name);
            if (table.Schema[source].HoldsNames != column.HoldsNames)
                throw new ArgumentException($"the column '{column.Name}' holds {(column.HoldsNames ? "numbers; names are" : "names; numbers are")} expected", nameof(table));
            switch (column.Role)
            {
                case ColumnRole.Numeric:
                    for (int row = 0; row < rows; row++) features[(row * FeatureCount) + feature] = fitted.Scaled(table, source, row);
                    feature++;
                    break;
                case ColumnRole.Categorical when !column.AsIndex:
                    for (int row = 0; row < rows; row++) features[(row * FeatureCount) + feature + fitted.Number(table, source, row)] = 1;
                    feature += fitted.Count;
                    break;
                case ColumnRole.Target:
                    for (int row = 0; row < rows; row++) numbers[(row * TargetCount) + target] = fitted.Scaled(table, source, row);
                    target++;
                    break;
                default:
                    int[] codes = new int[rows];
                    for (int row = 0; row < rows; row++) codes[row] = fitted.Number(table, source, row);
                    (column.Role == ColumnRole.Label ? labels : indices).Add(new DataColumn(new TensorInfo(column.Name, ElementType.Int32, [], fitted.Count), codes));
                    break;
            }
        }

        var all = new List<DataColumn>();
        if (FeatureCount > 0) all.Add(new DataColumn(new TensorInfo("features", ElementType.Float32, [FeatureCount]), features));
        all.AddRange(indices);
        all.AddRange(labels);
        if (targets && TargetCount > 0) all.Add(new DataColumn(new TensorInfo("target", ElementType.Float32, [TargetCount]), numbers));
        return new TensorDataset([.. all]);
    }

    /// <summary>Turns forecasts back into the table's units, in place.</summary>
    /// <param name="values">Rows × <see cref="TargetCount"/> numbers.</param>
    /// <exception cref="ArgumentException">The length is no multiple of a row's.</exception>
    public void InverseTargets(Span<float> values)
    {
        if (TargetCount == 0 || values.Length % TargetCount != 0) throw new ArgumentException($"{values.Length} numbers; a multiple of {TargetCount}, one row's targets, is expected", nameof(values));
        int target = 0;
        foreach (FittedColumn fitted in _columns)
        {
            if (fitted.Column.Role != ColumnRole.Target) continue;
            for (int i = target; i < values.Length; i += TargetCount) values[i] = fitted.Inverse(values[i]);
            target++;
        }
    }

    /// <summary>Writes schema and fitted numbers as JSON; an existing file is replaced whole or not at all.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path) => DataJson.Save(path, new EncoderFile("tabular", [.. _columns.Select(c => c.ToFile())]), DataJson.Default.EncoderFile);

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="DataFormatException">The file is damaged or holds something else.</exception>
    public static TabularEncoder Load(string path)
    {
        EncoderFile file = DataJson.Load(path, DataJson.Default.EncoderFile);
        if (file.Kind != "tabular" || file.Columns.Length == 0) throw new DataFormatException(path, -1, $"the file holds '{file.Kind}' with {file.Columns.Length} columns; 'tabular' and at least one are expected");
        var columns = new FittedColumn[file.Columns.Length];
        for (int c = 0; c < columns.Length; c++)
        {
            if (file.Columns[c] is null) throw new DataFormatException(path, -1, $"column {c} is null");
            columns[c] = FittedColumn.FromFile(path, file.Columns[c]);
            for (int d = 0; d < c; d++)
            {
                if (file.Columns[d].Name == file.Columns[c].Name) throw new DataFormatException(path, -1, $"two columns are named '{file.Columns[c].Name}'");
            }
        }

        return new TabularEncoder(columns);
    }
}
