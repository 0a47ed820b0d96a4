using System.Collections.Immutable;
using System.Globalization;

namespace NeuralNet.Gen;

/// <summary>Collects the rows of a table while a reader goes through its file. A reader names places; the builder says what is wrong there.</summary>
public sealed class TabularBuilder
{
    private readonly string _path;
    private readonly TabularColumn[] _schema;
    private readonly List<float>?[] _numbers;
    private readonly List<int>?[] _codes;
    private readonly Dictionary<string, int>[] _byName;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>>[] _lookup;
    private readonly string[] _missing;
    private int _rows;

    /// <summary>An empty table.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="schema">The columns that are kept, at least one; their names differ.</param>
    /// <param name="missingMarkers">What text stands for a missing value, beside none at all.</param>
    /// <exception cref="ArgumentException">No columns, or two of one name.</exception>
    public TabularBuilder(string path, IReadOnlyList<TabularColumn> schema, IReadOnlyList<string>? missingMarkers = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(schema);
        if (schema.Count == 0) throw new ArgumentException("at least one column is expected", nameof(schema));
        (_path, _schema, _missing) = (path, [.. schema], missingMarkers is null ? [] : [.. missingMarkers]);
        _numbers = new List<float>[_schema.Length];
        _codes = new List<int>[_schema.Length];
        _byName = new Dictionary<string, int>[_schema.Length];
        _lookup = new Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>>[_schema.Length];
        for (int c = 0; c < _schema.Length; c++)
        {
            ArgumentNullException.ThrowIfNull(_schema[c], nameof(schema));
            for (int d = 0; d < c; d++)
            {
                if (_schema[d].Name == _schema[c].Name) throw new ArgumentException($"two columns are named '{_schema[c].Name}'", nameof(schema));
            }

            _byName[c] = new Dictionary<string, int>(StringComparer.Ordinal);
            _lookup[c] = _byName[c].GetAlternateLookup<ReadOnlySpan<char>>();
            if (_schema[c].HoldsNames) _codes[c] = [];
            else _numbers[c] = [];
        }
    }

    /// <summary>Whether a column holds names; otherwise numbers.</summary>
    /// <param name="column">Its place in the schema.</param>
    public bool HoldsNames(int column) => _schema[column].HoldsNames;

    /// <summary>Adds the next row's value of a column as text. Every column is given once before <see cref="EndRow"/>.</summary>
    /// <param name="column">Its place in the schema.</param>
    /// <param name="text">Without quotes.</param>
    /// <param name="place">For messages, "line 12" for example.</param>
    /// <exception cref="DataFormatException">A number is expected, or the value is missing and may not be.</exception>
    public void Add(int column, ReadOnlySpan<char> text, string place)
    {
        if (IsMissing(text))
        {
            AddMissing(column, place);
        }
        else if (_codes[column] is { } codes)
        {
            if (!_lookup[column].TryGetValue(text, out int code))
            {
                code = _byName[column].Count;
                _lookup[column][text] = code;
            }

            codes.Add(code);
        }
        else if (!float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out float value))
        {
            string found = text.Length <= 40 ? text.ToString() : $"{text[..40]}…";
            throw new DataFormatException(_path, -1, $"{place}, column '{_schema[column].Name}': '{found}' is no number");
        }
        else
        {
            Add(column, value, place);
        }
    }

    /// <summary>Adds the next row's value of a column of numbers; NaN is a missing one.</summary>
    /// <param name="column">Its place in the schema.</param>
    /// <param name="value">Finite, or NaN.</param>
    /// <param name="place">For messages.</param>
    /// <exception cref="DataFormatException">The value is infinite, or it is missing and may not be.</exception>
    public void Add(int column, float value, string place)
    {
        if (float.IsNaN(value)) AddMissing(column, place);
        else if (float.IsInfinity(value)) throw new DataFormatException(_path, -1, $"{place}, column '{_schema[column].Name}': the number is beyond the range of 32-bit floating point");
        else _numbers[column]!.Add(value);
    }

    /// <summary>Adds a missing value.</summary>
    /// <param name="column">Its place in the schema.</param>
    /// <param name="place">For messages.</param>
    /// <exception cref="DataFormatException">The value may not be missing.</exception>
    public void AddMissing(int column, string place)
    {
        if (_schema[column].Missing == MissingValues.Error)
            throw new DataFormatException(_path, -1, $"{place}, column '{_schema[column].Name}': the value is missing; let its column say what stands for it ({nameof(MissingValues)})");
        _numbers[column]?.Add(float.NaN);
        _codes[column]?.Add(-1);
    }

    /// <summary>Ends a row; leaves it out again if a value that it lacks asks for that.</summary>
    /// <exception cref="InvalidOperationException">A column was not given, or twice.</exception>
    public void EndRow()
    {
        bool drops = false;
        for (int c = 0; c < _schema.Length; c++)
        {
            if ((_numbers[c]?.Count ?? _codes[c]!.Count) != _rows + 1) throw new InvalidOperationException($"the row has not one value for column '{_schema[c].Name}'");
            drops |= _schema[c].Missing == MissingValues.DropRow && (_numbers[c] is { } numbers ? float.IsNaN(numbers[_rows]) : _codes[c]![_rows] < 0);
        }

        if (!drops)
        {
            _rows++;
            return;
        }

        for (int c = 0; c < _schema.Length; c++)
        {
            _numbers[c]?.RemoveAt(_rows);
            _codes[c]?.RemoveAt(_rows);
        }
    }

    /// <summary>The table.</summary>
    /// <exception cref="DataFormatException">It has no rows.</exception>
    public TabularData Build()
    {
        if (_rows == 0) throw new DataFormatException(_path, -1, "the table has no rows (or all lack a value that they may not)");
        return new TabularData(
            _path, _schema,
            [.. _numbers.Select(n => n?.ToArray())],
            [.. _codes.Select(n => n?.ToArray())],
            [.. _byName.Select(names => names.OrderBy(n => n.Value).Select(n => n.Key).ToImmutableArray())]);
    }

    private bool IsMissing(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty) return true;
        foreach (string marker in _missing)
        {
            if (text.SequenceEqual(marker)) return true;
        }

        return false;
    }
}
