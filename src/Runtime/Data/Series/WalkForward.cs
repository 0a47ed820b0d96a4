namespace NeuralNet.Gen;

/// <summary>Divisions of samples in the order of time: every fold trains on the past and validates on what comes next.</summary>
public static class WalkForward
{
    /// <summary>
    /// The last <paramref name="folds"/> × <paramref name="validationSize"/> samples are held out one stretch after another, and each fold trains on what lies before its stretch
    /// (scikit-learn's <c>TimeSeriesSplit</c> with its <c>test_size</c>, <c>max_train_size</c> and <c>gap</c>).
    /// </summary>
    /// <param name="dataset">Samples in the order of time. For windows that overlap use <see cref="TimeSeriesWindows.WalkForward"/>.</param>
    /// <param name="folds">How many, at least 1.</param>
    /// <param name="validationSize">Samples held out in each fold; samples / (<paramref name="folds"/> + 1) when <c>null</c>.</param>
    /// <param name="trainSize">The most samples to train on, the latest ones: a window that slides. <c>null</c>: all, a window that grows.</param>
    /// <param name="gap">Samples left out between training and validation.</param>
    /// <exception cref="ArgumentException">There are too few samples: the first fold would have nothing to train on.</exception>
    public static Fold[] Split(IDataset dataset, int folds, int? validationSize = null, int? trainSize = null, int gap = 0)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentOutOfRangeException.ThrowIfLessThan(folds, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(gap);
        int size = validationSize ?? (int)(dataset.Count / (folds + 1L));
        if (size < 1 && validationSize is not null) throw new ArgumentOutOfRangeException(nameof(validationSize), size, "at least 1 is expected");
        if (trainSize is < 1) throw new ArgumentOutOfRangeException(nameof(trainSize), trainSize, "at least 1 is expected");
        long first = dataset.Count - ((long)folds * size);
        if (size < 1 || first - gap < 1)
        {
            throw new ArgumentException(
                $"{dataset.Count} samples are too few for {folds} folds that hold out {size} each after a gap of {gap}: the first would have nothing to train on", nameof(dataset));
        }

        var result = new Fold[folds];
        for (int f = 0; f < folds; f++)
        {
            int validation = (int)first + (f * size), end = validation - gap, begin = trainSize is { } most ? Math.Max(0, end - most) : 0;
            result[f] = new Fold(Range(dataset, begin, end), Range(dataset, validation, validation + size));
        }

        return result;
    }

    private static Subset Range(IDataset dataset, int begin, int end) => new(dataset, [.. Enumerable.Range(begin, end - begin)]);
}
