namespace NeuralNet.Gen.Metrics;

/// <summary>
/// The area under the receiver operating characteristic: the probability that a positive has a larger prediction than a negative, equal ones counting half. Not defined without both.
/// </summary>
public sealed class Auroc : RankingMetric
{
    /// <summary>Sets capacity and averaging.</summary>
    /// <param name="capacity">Labels for which memory is taken at the first update; more make it grow.</param>
    /// <param name="averaging">With several classes: over their values, each against the rest. Classes without a value do not count.</param>
    /// <exception cref="ArgumentOutOfRangeException">The capacity is negative, or binary averaging is asked for.</exception>
    public Auroc(int capacity = 0, Averaging averaging = Averaging.Macro)
        : base("auroc", capacity, averaging)
    {
    }

    /// <inheritdoc/>
    private protected override double Ranked(ReadOnlySpan<float> scores, ReadOnlySpan<byte> positive, long positives)
    {
        // Twice the number of pairs in the right order, counted exactly: of equals each pair counts half.
        Int128 pairs = 0;
        long negativesBelow = 0;
        for (int i = 0; i < scores.Length;)
        {
            long hits = 0, others = 0;
            float score = scores[i];
            for (; i < scores.Length && scores[i] == score; i++)
            {
                if (positive[i] != 0) hits++;
                else others++;
            }

            pairs += (Int128)hits * ((2 * negativesBelow) + others);
            negativesBelow += others;
        }

        return (double)pairs / (2.0 * positives * (scores.Length - positives));
    }
}
