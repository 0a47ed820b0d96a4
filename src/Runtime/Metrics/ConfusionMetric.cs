namespace NeuralNet.Gen.Metrics;

/// <summary>A metric of right and wrong answers for each class: a quotient of counts, averaged over classes. A quotient by nothing is 0.</summary>
public abstract class ConfusionMetric : ClassificationMetric
{
    private readonly ConfusionMatrix _matrix;

    private protected ConfusionMetric(string name, int classes, Averaging averaging)
    {
        if (!Enum.IsDefined(averaging)) throw new ArgumentOutOfRangeException(nameof(averaging), averaging, "there is no such averaging");
        if (averaging == Averaging.Binary && classes != 2) throw new ArgumentException($"binary averaging is for 2 classes, not {classes}", nameof(averaging));
        _matrix = new ConfusionMatrix(classes);
        Averaging = averaging;
        Name = $"{name} ({averaging switch { Averaging.Macro => "macro", Averaging.Micro => "micro", Averaging.Weighted => "weighted", _ => "binary" }})";
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <summary>How the classes' values become one.</summary>
    public Averaging Averaging { get; }

    /// <summary>The counts.</summary>
    public ConfusionMatrix Matrix => _matrix;

    private protected override int ExpectedClasses => _matrix.Classes;

    /// <inheritdoc/>
    public override double Value
    {
        get
        {
            double sum = 0, weights = 0;
            long right = 0, falsePositives = 0, falseNegatives = 0, all = 0;
            for (int c = 0; c < _matrix.Classes; c++)
            {
                long actual = _matrix.Actual(c), hits = _matrix[c, c], predicted = _matrix.Predictions(c);
                all += actual;
                right += hits;
                falsePositives += predicted - hits;
                falseNegatives += actual - hits;
                double weight = Averaging == Averaging.Weighted ? actual : actual + predicted > 0 ? 1 : 0;
                sum += weight * Of(c);
                weights += weight;
            }

            if (all == 0) return double.NaN;
            return Averaging switch
            {
                Averaging.Binary => Of(1),
                Averaging.Micro => Quotient(right, falsePositives, falseNegatives),
                _ => sum / weights,
            };
        }
    }

    /// <summary>The value of one class against the rest.</summary>
    /// <param name="label">0 ≤ label &lt; classes.</param>
    public double Of(int label)
    {
        long right = _matrix[label, label];
        return Quotient(right, _matrix.Predictions(label) - right, _matrix.Actual(label) - right);
    }

    /// <inheritdoc/>
    public override void Reset() => _matrix.Reset();

    /// <inheritdoc/>
    private protected override void Count(ReadOnlySpan<float> scores, int label) => _matrix.CountOne(scores, label);

    /// <summary>The metric of one class.</summary>
    private protected abstract double Quotient(long truePositives, long falsePositives, long falseNegatives);

    private protected static double Divide(long numerator, long denominator) => denominator == 0 ? 0 : (double)numerator / denominator;
}
