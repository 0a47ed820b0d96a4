namespace NeuralNet.Gen;

/// <summary>Samples that lie in memory.</summary>
public sealed class TensorDataset : IDataset
{
    private readonly DataColumn[] _data;
    private readonly TensorInfo[] _columns;

    /// <summary>Puts columns side by side.</summary>
    /// <param name="columns">At least one, all with the same number of samples; the network's inputs, then its targets.</param>
    /// <exception cref="ArgumentException">No columns, or columns whose numbers of samples disagree.</exception>
    public TensorDataset(params ReadOnlySpan<DataColumn> columns)
    {
        if (columns.Length == 0) throw new ArgumentException("a dataset has at least one column", nameof(columns));
        foreach (DataColumn column in columns)
        {
            ArgumentNullException.ThrowIfNull(column, nameof(columns));
            if (column.Count != columns[0].Count)
            {
                throw new ArgumentException(
                    $"column '{column.Info.Name}' has {column.Count} samples, column '{columns[0].Info.Name}' has {columns[0].Count}; the same number is expected",
                    nameof(columns));
            }
        }

        _data = columns.ToArray();
        _columns = new TensorInfo[_data.Length];
        for (int i = 0; i < _data.Length; i++) _columns[i] = _data[i].Info;
        Count = _data[0].Count;
    }

    /// <inheritdoc/>
    public int Count { get; }

    /// <inheritdoc/>
    public IReadOnlyList<TensorInfo> Columns => _columns;

    /// <summary>Inputs with one class label each.</summary>
    /// <param name="inputs">Samples × <paramref name="inputLength"/> numbers; not copied.</param>
    /// <param name="inputLength">Numbers of one input, at least 1.</param>
    /// <param name="labels">One per sample, 0 ≤ label &lt; <paramref name="classes"/>; not copied.</param>
    /// <param name="classes">Number of classes, at least 1.</param>
    /// <exception cref="ArgumentException">Lengths disagree, or a label is out of range (named with its sample).</exception>
    public static TensorDataset Classification(ReadOnlyMemory<float> inputs, int inputLength, ReadOnlyMemory<int> labels, int classes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inputLength, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        return new TensorDataset(
            new DataColumn(new TensorInfo("input", ElementType.Float32, [inputLength]), inputs),
            new DataColumn(new TensorInfo("label", ElementType.Int32, [], classes), labels));
    }

    /// <summary>Inputs with floating-point targets.</summary>
    /// <param name="inputs">Samples × <paramref name="inputLength"/> numbers; not copied.</param>
    /// <param name="inputLength">Numbers of one input, at least 1.</param>
    /// <param name="targets">Samples × <paramref name="targetLength"/> numbers; not copied.</param>
    /// <param name="targetLength">Numbers of one target, at least 1.</param>
    /// <exception cref="ArgumentException">Lengths disagree.</exception>
    public static TensorDataset Regression(ReadOnlyMemory<float> inputs, int inputLength, ReadOnlyMemory<float> targets, int targetLength)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inputLength, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(targetLength, 1);
        return new TensorDataset(
            new DataColumn(new TensorInfo("input", ElementType.Float32, [inputLength]), inputs),
            new DataColumn(new TensorInfo("target", ElementType.Float32, [targetLength]), targets));
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside the dataset.</exception>
    /// <exception cref="ArgumentException">More samples than the batch has room for, or the batch has other columns.</exception>
    public void Read(ReadOnlySpan<int> samples, Batch batch)
    {
        ReadRequest.Check(this, samples, batch);
        batch.Count = samples.Length;
        for (int c = 0; c < _data.Length; c++)
        {
            DataColumn column = _data[c];
            int length = column.Info.Length;
            if (column.Info.ElementType == ElementType.Float32) Gather(column.Floats.Span, length, samples, batch.Floats(c));
            else Gather(column.Integers.Span, length, samples, batch.Integers(c));
        }
    }

    private static void Gather<T>(ReadOnlySpan<T> source, int length, ReadOnlySpan<int> samples, Span<T> target)
    {
        if (length == 1)
        {
            for (int i = 0; i < samples.Length; i++) target[i] = source[samples[i]];
            return;
        }

        for (int i = 0; i < samples.Length; i++) source.Slice(samples[i] * length, length).CopyTo(target.Slice(i * length, length));
    }
}
