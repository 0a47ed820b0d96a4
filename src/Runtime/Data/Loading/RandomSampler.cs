using NeuralNet.Gen.Numerics;

namespace NeuralNet.Gen;

/// <summary>
/// Every sample once, in a random order of each epoch's own (PyTorch's <c>RandomSampler</c>): <see cref="SampleOrder.Shuffle(Span{int}, ulong, ulong)"/>. Or, <see cref="WithReplacement"/>, as many draws as one
/// likes, each among all samples.
/// </summary>
public sealed class RandomSampler : ISampler
{
    private readonly int _population;
    private readonly bool _replacement;

    /// <summary>Visits all samples of a dataset.</summary>
    /// <param name="count">The dataset's count, at least 1.</param>
    public RandomSampler(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        Count = _population = count;
    }

    private RandomSampler(int population, int draws)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(population, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(draws, 1);
        (_population, Count, _replacement) = (population, draws, true);
    }

    /// <inheritdoc/>
    public int Count { get; }

    /// <summary>
    /// Draws with replacement (PyTorch: <c>replacement=True, num_samples=draws</c>), so that an epoch is as long as one likes: for data with very many samples that overlap, such as the windows of a text.
    /// </summary>
    /// <param name="population">The dataset's count, at least 1.</param>
    /// <param name="draws">Draws of an epoch, at least 1.</param>
    public static RandomSampler WithReplacement(int population, int draws) => new(population, draws);

    /// <inheritdoc/>
    public void Arrange(Span<int> order, ulong seed, int epoch)
    {
        if (!_replacement)
        {
            SampleOrder.Shuffle(order, seed, (ulong)epoch);
            return;
        }

        for (int i = 0; i < order.Length; i++)
        {
            // The upper half of 64 bits × population: no sample is likelier than another by more than 2^-32.
            Philox.Block(seed, RandomPurpose.SampleOrder, (ulong)epoch, (uint)i, out uint high, out uint low, out _, out _);
            order[i] = (int)Math.BigMul(((ulong)high << 32) | low, (ulong)_population, out _);
        }
    }
}
