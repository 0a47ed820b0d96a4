namespace NeuralNet.Gen.Metrics;

/// <summary>Intersection over union of predicted and actual places: TP / (TP + FP + FN), over all batches together.</summary>
public sealed class JaccardIndex : ConfusionMetric
{
    /// <summary>Sets classes and averaging.</summary>
    /// <param name="classes">At least 2; 2 for predictions of one probability.</param>
    /// <param name="averaging">How the classes' values become one.</param>
    /// <exception cref="ArgumentException">Binary averaging with other than 2 classes.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="classes"/> is below 2.</exception>
    public JaccardIndex(int classes, Averaging averaging = Averaging.Macro)
        : base("iou", classes, averaging)
    {
    }

    /// <inheritdoc/>
    private protected override double Quotient(long truePositives, long falsePositives, long falseNegatives) => Divide(truePositives, truePositives + falsePositives + falseNegatives);
}
