using System.Numerics;

namespace NeuralNet.Gen.Numerics;

/// <summary>
/// Row numbers of a table, each once and ascending in whatever order they came. A bitmap of two levels: a mark for each row, and one for each word of these, so that reading the rows off costs what was
/// marked and a four-thousandth of the table.
/// </summary>
internal sealed class RowSet(int rowCount)
{
    private const int WordBits = 64;

    private readonly ulong[] _marks = new ulong[(rowCount + WordBits - 1) / WordBits];
    private readonly ulong[] _words = new ulong[(rowCount + (WordBits * WordBits) - 1) / (WordBits * WordBits)];
    private int[] _rows = [];
    private int _count;

    /// <summary>What <see cref="Collect"/> found last.</summary>
    public ReadOnlySpan<int> Rows => new(_rows, 0, _count);

    /// <summary>Rows that there is room for without an allocation.</summary>
    public int Capacity => _rows.Length;

    /// <summary>Makes room; what was collected stays.</summary>
    public void Reserve(long count)
    {
        int wanted = (int)Math.Min(count, rowCount);
        if (wanted > _rows.Length) Array.Resize(ref _rows, wanted);
    }

    /// <summary>Marks rows; each may be there any number of times. <see cref="Rows"/> stays as it is until <see cref="Collect"/>.</summary>
    public void Mark(ReadOnlySpan<int> rows)
    {
        foreach (int row in rows)
        {
            int word = row / WordBits;
            _marks[word] |= 1UL << (row % WordBits);
            _words[word / WordBits] |= 1UL << (word % WordBits);
        }
    }

    /// <summary>Reads the marks into <see cref="Rows"/> and removes them.</summary>
    public void Collect()
    {
        int count = 0;
        for (int i = 0; i < _words.Length; i++)
        {
            for (ulong words = _words[i]; words != 0; words &= words - 1)
            {
                int word = (i * WordBits) + BitOperations.TrailingZeroCount(words);
                for (ulong marks = _marks[word]; marks != 0; marks &= marks - 1) _rows[count++] = (word * WordBits) + BitOperations.TrailingZeroCount(marks);
                _marks[word] = 0;
            }

            _words[i] = 0;
        }

        _count = count;
    }

    /// <summary>No rows.</summary>
    public void Clear() => _count = 0;
}
