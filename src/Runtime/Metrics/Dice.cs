namespace NeuralNet.Gen.Metrics;

/// <summary>The overlap of predicted and actual places, for segmentation: 2 TP / (2 TP + FP + FN), over all batches together. The number that <see cref="F1Score"/> has, by the name it has there.</summary>
public sealed class Dice : ConfusionMetric
{
    /// <summary>Sets classes and averaging.</summary>
    /// <param name="classes">At least 2; 2 for predictions of one probability.</param>
    /// <param name="averaging">How the classes' values become one.</param>
    /// <exception cref="ArgumentException">Binary averaging with other than 2 classes.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="classes"/> is below 2.</exception>
    public Dice(int classes, Averaging averaging = Averaging.Macro)
        : base("dice", classes, averaging)
    {
    }

    /// <inheritdoc/>
    private protected override double Quotient(long truePositives, long falsePositives, long falseNegatives) => Divide(2 * truePositives, (2 * truePositives) + falsePositives + falseNegatives);
}
