namespace NeuralNet.Gen.Metrics;

/// <summary>
/// The area under precision over recall as a sum of steps, not interpolated: Σ (Rₙ - Rₙ₋₁) · Pₙ over falling thresholds (scikit-learn's <c>average_precision_score</c>). Not defined without a positive.
/// </summary>
public sealed class AveragePrecision : RankingMetric
{
    /// <summary>Sets capacity and averaging.</summary>
    /// <param name="capacity">Labels for which memory is taken at the first update; more make it grow.</param>
    /// <param name="averaging">With several classes: over their values, each against the rest. Classes without a value do not count.</param>
    /// <exception cref="ArgumentOutOfRangeException">The capacity is negative, or binary averaging is asked for.</exception>
    public AveragePrecision(int capacity = 0, Averaging averaging = Averaging.Macro)
        : base("average precision", capacity, averaging)
    {
    }

    private protected override bool NeedsNegatives => false;

    /// <inheritdoc/>
    private protected override double Ranked(ReadOnlySpan<float> scores, ReadOnlySpan<byte> positive, long positives)
    {
        double sum = 0;
        long found = 0;
        for (int i = scores.Length - 1; i >= 0;)
        {
            long hits = 0;
            float score = scores[i];
            for (; i >= 0 && scores[i] == score; i--) hits += positive[i];
            found += hits;
            sum += (double)hits / positives * ((double)found / (scores.Length - 1 - i));
        }

        return sum;
    }
}
