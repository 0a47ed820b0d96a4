using NeuralNet.Gen.Numerics;

namespace NeuralNet.Gen;

/// <summary>Parts of datasets.</summary>
public static class DatasetSelection
{
    // An epoch that training never reaches: a split does not repeat the order of a first epoch with the same seed.
    private const ulong SplitEpoch = ulong.MaxValue;

    /// <summary>The first <paramref name="count"/> samples.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative or more than the dataset has.</exception>
    public static Subset Take(this IDataset dataset, int count)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        if (count < 0 || count > dataset.Count)
            throw new ArgumentOutOfRangeException(nameof(count), count, $"{count} samples were asked for; 0 to {dataset.Count}, the dataset's count, is expected");
        return new Subset(dataset, Ascending(count));
    }

    /// <summary>Divides the samples at random into two parts without overlap, the same for the same seed on every machine.</summary>
    /// <param name="dataset">What is divided.</param>
    /// <param name="seed">Chooses the division.</param>
    /// <param name="fraction">Share of the first part, above 0 and below 1; its count is rounded to nearest.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="fraction"/> is outside its range.</exception>
    public static (Subset First, Subset Second) Split(this IDataset dataset, ulong seed, double fraction)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        if (!(fraction > 0 && fraction < 1))
            throw new ArgumentOutOfRangeException(nameof(fraction), fraction, "the first part's share is above 0 and below 1");
        int[] order = Ascending(dataset.Count);
        SampleOrder.Shuffle(order, seed, SplitEpoch);
        int first = (int)Math.Round(dataset.Count * fraction, MidpointRounding.AwayFromZero);
        return (new Subset(dataset, order.AsSpan(0, first)), new Subset(dataset, order.AsSpan(first)));
    }

    private static int[] Ascending(int count)
    {
        int[] numbers = new int[count];
        for (int i = 0; i < count; i++) numbers[i] = i;
        return numbers;
    }
}
