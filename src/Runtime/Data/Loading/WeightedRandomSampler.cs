using NeuralNet.Gen.Numerics;

namespace NeuralNet.Gen;

/// <summary>
/// Draws samples with replacement, each with a probability in proportion to its weight (PyTorch's <c>WeightedRandomSampler</c>). A sample that an epoch draws twice is transformed
/// alike both times: what transforms draw belongs to sample and epoch.
/// </summary>
public sealed class WeightedRandomSampler : ISampler
{
    private readonly double[] _sums;

    /// <summary>Fixes the weights.</summary>
    /// <param name="weights">One for each sample of the dataset, finite and at least 0; not all 0. They need not sum to 1.</param>
    /// <param name="count">Draws of an epoch; as many as there are samples by default.</param>
    /// <exception cref="ArgumentException">A weight is outside its range, or all are 0.</exception>
    public WeightedRandomSampler(ReadOnlySpan<double> weights, int? count = null)
    {
        Count = count ?? weights.Length;
        ArgumentOutOfRangeException.ThrowIfLessThan(Count, 1, nameof(count));
        _sums = new double[weights.Length];
        double sum = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            if (!(weights[i] >= 0 && double.IsFinite(weights[i]))) throw new ArgumentException($"sample {i} has the weight {weights[i]}; a finite number of at least 0 is expected", nameof(weights));
            _sums[i] = sum += weights[i];
        }

        if (!(sum > 0 && double.IsFinite(sum))) throw new ArgumentException($"the weights sum to {sum}; a finite number above 0 is expected", nameof(weights));
    }

    /// <inheritdoc/>
    public int Count { get; }

    /// <inheritdoc/>
    public void Arrange(Span<int> order, ulong seed, int epoch)
    {
        for (int i = 0; i < order.Length; i++)
        {
            Philox.Block(seed, RandomPurpose.WeightedSamples, (ulong)epoch, (uint)i, out uint high, out uint low, out _, out _);
            double draw = (((ulong)high << 21) | (low >> 11)) * (1.0 / (1UL << 53)) * _sums[^1];

            // The first sum above the draw; a weight of 0 repeats the sum before it and is never the first. Rounding may carry a draw up to the whole sum.
            int from = 0, to = _sums.Length - 1;
            while (from < to)
            {
                int middle = (int)(((uint)from + (uint)to) / 2);
                if (_sums[middle] > draw) to = middle;
                else from = middle + 1;
            }

            while (from > 0 && _sums[from] == _sums[from - 1]) from--;
            order[i] = from;
        }
    }
}
