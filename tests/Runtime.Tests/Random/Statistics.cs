namespace NeuralNet.Gen.Runtime.Tests;

internal static class Statistics
{
    /// <summary>Pearson's statistic against equal expected counts.</summary>
    public static double ChiSquare(ReadOnlySpan<int> counts)
    {
        double total = 0;
        foreach (int count in counts)
        {
            total += count;
        }

        double expected = total / counts.Length, sum = 0;
        foreach (int count in counts)
        {
            sum += (count - expected) * (count - expected) / expected;
        }

        return sum;
    }
}
