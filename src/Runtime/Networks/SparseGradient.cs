using NeuralNet.Gen.Numerics;

namespace NeuralNet.Gen;

/// <summary>
/// The rows of a table that have a gradient: those that the last batch looked up, of an embedding declared with <c>sparse: true</c>. The gradient itself lies in <see cref="INetwork.Gradients"/> like any other; all rows that
/// are not named here are zero there.
/// </summary>
public sealed class SparseGradient
{
    private readonly RowSet _rows;
    private long _lookups;

    /// <summary>For the table <paramref name="parameter"/>, a matrix whose rows lie one after the other. Called by generated code.</summary>
    /// <exception cref="ArgumentException">It is no such matrix.</exception>
    public SparseGradient(ParameterInfo parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        if (!parameter.HasRows) throw new ArgumentException($"'{parameter.Name}' is no matrix whose rows lie one after the other", nameof(parameter));
        Parameter = parameter;
        _rows = new RowSet(parameter.Shape[0]);
    }

    /// <summary>The table.</summary>
    public ParameterInfo Parameter { get; }

    /// <summary>Numbers of the rows, ascending, each once.</summary>
    public ReadOnlySpan<int> Rows => _rows.Rows;

    /// <summary>Numbers of a row.</summary>
    public int RowLength => Parameter.Shape[1];

    internal int Capacity => _rows.Capacity;

    /// <summary>Zeroes the rows of the batch before in <paramref name="gradients"/> and forgets them. Called by generated code.</summary>
    /// <param name="gradients">Of the whole network.</param>
    public void Begin(Span<float> gradients)
    {
        foreach (int row in _rows.Rows) gradients.Slice(Parameter.Offset + (row * RowLength), RowLength).Clear();
        _rows.Clear();
        _lookups = 0;
    }

    /// <summary>Adds rows, each any number of times. Called by generated code, which has checked the numbers.</summary>
    /// <param name="rows">0 ≤ row &lt; rows of the table.</param>
    public void Add(ReadOnlySpan<int> rows)
    {
        _lookups += rows.Length;
        _rows.Reserve(_lookups);
        _rows.Mark(rows);
    }

    /// <summary>Makes <see cref="Rows"/> of what was added. Allocates only where more is looked up than ever before. Called by generated code.</summary>
    public void End() => _rows.Collect();

    /// <summary>Adds the rows of another batch to these. Room is made for all that both could hold, not for what they do, so that later batches find it.</summary>
    internal void Union(SparseGradient other)
    {
        _lookups += other.Capacity;
        _rows.Reserve(_lookups);
        _rows.Mark(_rows.Rows);
        _rows.Mark(other.Rows);
        _rows.Collect();
    }
}
