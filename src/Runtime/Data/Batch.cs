namespace NeuralNet.Gen;

/// <summary>
/// The columns of some samples, side by side in memory: what an <see cref="IDataset"/> fills and an <see cref="INetwork"/> reads. Its buffers are
/// allocated once for a capacity and reused for every batch.
/// </summary>
public sealed class Batch
{
    private readonly TensorInfo[] _columns;
    private readonly float[]?[] _floats;
    private readonly int[]?[] _integers;

    /// <summary>Allocates room for <paramref name="capacity"/> samples of the given columns.</summary>
    /// <param name="columns">Inputs first, then targets.</param>
    /// <param name="capacity">The largest number of samples, at least 1.</param>
    public Batch(IReadOnlyList<TensorInfo> columns, int capacity)
    {
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        _columns = [.. columns];
        _floats = new float[_columns.Length][];
        _integers = new int[_columns.Length][];
        for (int i = 0; i < _columns.Length; i++)
        {
            int length = checked(_columns[i].Length * capacity);
            if (_columns[i].ElementType == ElementType.Float32) _floats[i] = new float[length];
            else _integers[i] = new int[length];
        }

        Capacity = capacity;
    }

    /// <summary>The columns, inputs first.</summary>
    public IReadOnlyList<TensorInfo> Columns => _columns;

    /// <summary>The largest <see cref="Count"/>.</summary>
    public int Capacity { get; }

    /// <summary>Samples held now.</summary>
    public int Count
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, Capacity);
            field = value;
        }
    }

    /// <summary>The numbers of a <see cref="ElementType.Float32"/> column: <see cref="Count"/> × its length.</summary>
    /// <exception cref="InvalidOperationException">The column holds integers.</exception>
    public Span<float> Floats(int column)
        => (_floats[column] ?? throw Mismatch(column, ElementType.Float32)).AsSpan(0, Count * _columns[column].Length);

    /// <summary>The numbers of an <see cref="ElementType.Int32"/> column: <see cref="Count"/> × its length.</summary>
    /// <exception cref="InvalidOperationException">The column holds floating-point numbers.</exception>
    public Span<int> Integers(int column)
        => (_integers[column] ?? throw Mismatch(column, ElementType.Int32)).AsSpan(0, Count * _columns[column].Length);

    /// <summary>Copies a column to the same column of another batch, which has as many samples and the same column.</summary>
    internal void CopyColumn(int column, Batch target)
    {
        if (_floats[column] is not null) Floats(column).CopyTo(target.Floats(column));
        else Integers(column).CopyTo(target.Integers(column));
    }

    private InvalidOperationException Mismatch(int column, ElementType wanted)
        => new($"column {column} '{_columns[column].Name}' holds {_columns[column].ElementType}, not {wanted}");
}
