using System.Collections.Immutable;

namespace NeuralNet.Gen;

/// <summary>
/// A table as its file has it: numbers, NaN where one is missing, and names by number in the order of their first occurrence, −1 where one is missing. As a dataset it has one column for each
/// of the table's, so that it can be divided; <see cref="TabularEncoder"/> makes of it what a network reads.
/// </summary>
public sealed class TabularData : IDataset
{
    private readonly TensorDataset _raw;
    private readonly float[]?[] _numbers;
    private readonly int[]?[] _codes;
    private readonly ImmutableArray<string>[] _names;

    internal TabularData(string path, IReadOnlyList<TabularColumn> schema, float[]?[] numbers, int[]?[] codes, ImmutableArray<string>[] names)
    {
        (Path, Schema, _numbers, _codes, _names) = (path, [.. schema], numbers, codes, names);
        var columns = new DataColumn[schema.Count];
        for (int c = 0; c < columns.Length; c++)
        {
            columns[c] = numbers[c] is { } values
                ? new DataColumn(new TensorInfo(schema[c].Name, ElementType.Float32, []), values)
                : new DataColumn(new TensorInfo(schema[c].Name, ElementType.Int32, [], names[c].Length) { IgnoredLabel = -1 }, codes[c]!);
        }

        _raw = new TensorDataset(columns);
    }

    /// <summary>The file that it was read from.</summary>
    public string Path { get; }

    /// <summary>What its columns are for.</summary>
    public ImmutableArray<TabularColumn> Schema { get; }

    /// <summary>Rows, without those that were left out.</summary>
    public int Count => _raw.Count;

    /// <summary>One column of a single number for each of the table's.</summary>
    public IReadOnlyList<TensorInfo> Columns => _raw.Columns;

    /// <inheritdoc/>
    public void Read(ReadOnlySpan<int> samples, Batch batch) => _raw.Read(samples, batch);

    /// <summary>The numbers of a column; NaN where one is missing.</summary>
    /// <exception cref="ArgumentException">There is no such column, or it holds names.</exception>
    public ReadOnlySpan<float> Numbers(string column)
        => _numbers[IndexOf(column)] ?? throw new ArgumentException($"the column '{column}' holds names", nameof(column));

    /// <summary>The names of a column by number: <see cref="Codes"/>.</summary>
    /// <exception cref="ArgumentException">There is no such column, or it holds numbers.</exception>
    public ImmutableArray<string> Names(string column)
    {
        int c = IndexOf(column);
        return _codes[c] is not null ? _names[c] : throw new ArgumentException($"the column '{column}' holds numbers", nameof(column));
    }

    /// <summary>The number of each row's name: what stratified divisions take. −1 where one is missing.</summary>
    /// <exception cref="ArgumentException">There is no such column, or it holds numbers.</exception>
    public ReadOnlySpan<int> Codes(string column)
        => _codes[IndexOf(column)] ?? throw new ArgumentException($"the column '{column}' holds numbers", nameof(column));

    /// <summary>The name at a row; <c>null</c> where it is missing.</summary>
    internal string? NameAt(int column, int row) => _codes[column]![row] is >= 0 and int code ? _names[column][code] : null;

    internal float NumberAt(int column, int row) => _numbers[column]![row];

    internal int IndexOf(string column)
    {
        for (int c = 0; c < Schema.Length; c++)
        {
            if (Schema[c].Name == column) return c;
        }

        throw new ArgumentException($"there is no column '{column}'; {string.Join(", ", Schema.Select(s => $"'{s.Name}'"))} are there", nameof(column));
    }
}
