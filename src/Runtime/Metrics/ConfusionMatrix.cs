namespace NeuralNet.Gen.Metrics;

/// <summary>How often each class was taken for each class. Its own <see cref="Value"/> is the accuracy.</summary>
public sealed class ConfusionMatrix : ClassificationMetric
{
    private readonly long[] _counts;

    /// <summary>Sets the number of classes.</summary>
    /// <param name="classes">At least 2; 2 for predictions of one probability.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="classes"/> is below 2.</exception>
    public ConfusionMatrix(int classes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 2);
        Classes = classes;
        _counts = new long[checked(classes * classes)];
    }

    /// <summary>Rows and columns.</summary>
    public int Classes { get; }

    /// <inheritdoc/>
    public override string Name => "confusion matrix";

    /// <inheritdoc/>
    public override double Value
    {
        get
        {
            long right = 0, all = 0;
            for (int c = 0; c < Classes; c++)
            {
                right += this[c, c];
                all += Actual(c);
            }

            return (double)right / all;
        }
    }

    private protected override int ExpectedClasses => Classes;

    /// <summary>How often a label of class <paramref name="actual"/> was predicted as <paramref name="predicted"/>.</summary>
    public long this[int actual, int predicted]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)predicted, (uint)Classes, nameof(predicted));
            return _counts[(actual * Classes) + predicted];
        }
    }

    /// <summary>Labels of a class.</summary>
    public long Actual(int label)
    {
        long sum = 0;
        for (int c = 0; c < Classes; c++) sum += this[label, c];
        return sum;
    }

    /// <summary>Predictions of a class.</summary>
    public long Predictions(int label)
    {
        long sum = 0;
        for (int c = 0; c < Classes; c++) sum += this[c, label];
        return sum;
    }

    /// <inheritdoc/>
    public override void Reset() => Array.Clear(_counts);

    /// <inheritdoc/>
    private protected override void Count(ReadOnlySpan<float> scores, int label) => CountOne(scores, label);

    internal void CountOne(ReadOnlySpan<float> scores, int label) => _counts[(label * Classes) + Predicted(scores)]++;
}
