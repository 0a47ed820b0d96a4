namespace NeuralNet.Gen;

/// <summary>
/// Windows of a table of measurements in the order of time, for forecasting: sample i reads rows i × stride to i × stride + length − 1 of the input columns, and its target is the next
/// <c>horizon</c> rows of the target columns. Nothing is copied until a batch is read.
/// </summary>
public sealed class TimeSeriesWindows : IDataset
{
    private readonly ReadOnlyMemory<float> _values;
    private readonly int[] _inputs, _targets;
    private readonly TensorInfo[] _columns;
    private readonly int _width;

    /// <summary>Cuts a table.</summary>
    /// <param name="values">[rows, width], row after row in the order of time; not copied.</param>
    /// <param name="width">Numbers of a row.</param>
    /// <param name="length">Rows that a sample reads, at least 1.</param>
    /// <param name="horizon">Rows that it forecasts, at least 1.</param>
    /// <param name="stride">Rows from one sample to the next, at least 1.</param>
    /// <param name="inputs">Columns that are read; all when <c>null</c>.</param>
    /// <param name="targets">Columns that are forecast; all when <c>null</c>.</param>
    /// <exception cref="ArgumentException">The table is no multiple of its width or shorter than a sample, or a column is not there.</exception>
    public TimeSeriesWindows(ReadOnlyMemory<float> values, int width, int length, int horizon, int stride = 1, IReadOnlyList<int>? inputs = null, IReadOnlyList<int>? targets = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(horizon, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(stride, 1);
        if (values.Length % width != 0) throw new ArgumentException($"{values.Length} numbers; a multiple of {width}, one row, is expected", nameof(values));
        Rows = values.Length / width;
        if (Rows - horizon < length) throw new ArgumentException($"{Rows} rows; at least {length} to read and {horizon} to forecast are expected", nameof(values));
        (_values, _width, Length, Horizon, Stride) = (values, width, length, horizon, stride);
        _inputs = Checked(inputs, width, nameof(inputs));
        _targets = Checked(targets, width, nameof(targets));
        Count = ((Rows - horizon - length) / stride) + 1;
        _columns = [new TensorInfo("window", ElementType.Float32, [length, _inputs.Length]), new TensorInfo("horizon", ElementType.Float32, [horizon, _targets.Length])];
    }

    /// <inheritdoc/>
    public int Count { get; }

    /// <summary>Rows of the table.</summary>
    public int Rows { get; }

    /// <summary>Rows that a sample reads.</summary>
    public int Length { get; }

    /// <summary>Rows that a sample forecasts.</summary>
    public int Horizon { get; }

    /// <summary>Rows from one sample to the next.</summary>
    public int Stride { get; }

    /// <summary>The window, [length, inputs], then what comes after it, [horizon, targets].</summary>
    public IReadOnlyList<TensorInfo> Columns => _columns;

    /// <summary>
    /// The samples whose forecast rows all lie between two rows; what they read may lie before. So parts of a table that follow each other share no target, and each can be fully used.
    /// </summary>
    /// <param name="firstRow">The first row that may be forecast.</param>
    /// <param name="endRow">The row after the last that may be.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rows are not in the table, or in the wrong order.</exception>
    public Subset Between(int firstRow, int endRow)
    {
        if (firstRow < 0 || firstRow > endRow || endRow > Rows)
            throw new ArgumentOutOfRangeException(nameof(firstRow), firstRow, $"rows {firstRow} to {endRow}; rows within 0 to {Rows} in ascending order are expected");
        var samples = new List<int>();
        for (int i = 0; i < Count; i++)
        {
            int from = (i * Stride) + Length;
            if (from >= firstRow && from + Horizon <= endRow) samples.Add(i);
        }

        return new Subset(this, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(samples));
    }

    /// <summary>Divisions that walk forward in time; no row is forecast both in training and in validation.</summary>
    /// <param name="folds">How many, at least 1.</param>
    /// <param name="validationSize">Samples held out in each; samples / (<paramref name="folds"/> + 1) when <c>null</c>.</param>
    /// <param name="trainSize">The most samples to train on, the latest ones: a window that slides. <c>null</c>: all, a window that grows.</param>
    /// <param name="gap">Samples left out between training and validation, beside those whose forecast would overlap.</param>
    /// <exception cref="ArgumentException">There are too few samples.</exception>
    public Fold[] WalkForward(int folds, int? validationSize = null, int? trainSize = null, int gap = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(gap);
        return Gen.WalkForward.Split(this, folds, validationSize, trainSize, checked(gap + ((Horizon + Stride - 1) / Stride) - 1));
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside the dataset.</exception>
    /// <exception cref="ArgumentException">More samples than the batch has room for, or the batch has other columns.</exception>
    public void Read(ReadOnlySpan<int> samples, Batch batch)
    {
        ReadRequest.Check(this, samples, batch);
        batch.Count = samples.Length;
        Span<float> windows = batch.Floats(0), horizons = batch.Floats(1);
        for (int i = 0; i < samples.Length; i++)
        {
            int from = samples[i] * Stride;
            Gather(from, Length, _inputs, windows[(i * Length * _inputs.Length)..]);
            Gather(from + Length, Horizon, _targets, horizons[(i * Horizon * _targets.Length)..]);
        }
    }

    private void Gather(int firstRow, int rows, int[] columns, Span<float> target)
    {
        ReadOnlySpan<float> source = _values.Span.Slice(firstRow * _width, rows * _width);
        int at = 0;
        for (int row = 0; row < source.Length; row += _width)
        {
            foreach (int column in columns) target[at++] = source[row + column];
        }
    }

    private static int[] Checked(IReadOnlyList<int>? columns, int width, string parameter)
    {
        int[] chosen = columns is null ? [.. Enumerable.Range(0, width)] : [.. columns];
        if (chosen.Length == 0) throw new ArgumentException("at least one column is expected", parameter);
        foreach (int column in chosen)
        {
            if ((uint)column >= (uint)width) throw new ArgumentException($"there is no column {column}; 0 to {width - 1} is expected", parameter);
        }

        return chosen;
    }
}
