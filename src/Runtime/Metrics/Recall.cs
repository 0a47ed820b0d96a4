namespace NeuralNet.Gen.Metrics;

/// <summary>Of the labels of a class, the share that is found: TP / (TP + FN).</summary>
public sealed class Recall : ConfusionMetric
{
    /// <summary>Sets classes and averaging.</summary>
    /// <param name="classes">At least 2; 2 for predictions of one probability.</param>
    /// <param name="averaging">How the classes' values become one.</param>
    /// <exception cref="ArgumentException">Binary averaging with other than 2 classes.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="classes"/> is below 2.</exception>
    public Recall(int classes, Averaging averaging = Averaging.Macro)
        : base("recall", classes, averaging)
    {
    }

    /// <inheritdoc/>
    private protected override double Quotient(long truePositives, long falsePositives, long falseNegatives) => Divide(truePositives, truePositives + falseNegatives);
}
