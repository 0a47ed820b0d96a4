using NeuralNet.Gen.Numerics;

namespace NeuralNet.Gen;

/// <summary>
/// What a <see cref="Transform"/> knows of a batch beside its content. Random numbers come from one <see cref="Philox"/> stream for each seed, transform, epoch and sample:
/// element e of it is the same whenever and wherever the sample is read.
/// </summary>
public readonly ref struct TransformContext
{
    private readonly ulong _seed;
    private readonly uint _purpose;

    /// <summary>For a transform that is applied by hand; a <see cref="DataLoader"/> makes its own.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="transform">The transform's place among the others, from 0.</param>
    /// <param name="epoch">From 0.</param>
    /// <param name="samples">The number of each sample of the batch.</param>
    /// <param name="partners">As many samples, for transforms that draw partners.</param>
    public TransformContext(ulong seed, int transform, int epoch, ReadOnlySpan<int> samples, Batch? partners = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        _seed = seed;
        _purpose = RandomPurpose.Augmentation(transform);
        Epoch = epoch;
        Samples = samples;
        Partners = partners;
    }

    /// <summary>The epoch, from 0.</summary>
    public int Epoch { get; }

    /// <summary>The number of each sample of the batch, in the loader's dataset.</summary>
    public ReadOnlySpan<int> Samples { get; }

    /// <summary>
    /// Another sample of the dataset for each sample of the batch, as the transforms before leave it; drawn for the sample, so the same in every batch. <c>null</c> unless
    /// <see cref="Transform.DrawsPartners"/>.
    /// </summary>
    public Batch? Partners { get; }

    /// <summary>A number in [0, 1), a multiple of 2^-24.</summary>
    /// <param name="place">The sample's place in the batch.</param>
    /// <param name="element">Which of the sample's numbers, from 0.</param>
    public float Uniform(int place, long element) => Philox.Uniform(_seed, _purpose, Stream(place), element);

    /// <summary>A number from 0 to <paramref name="bound"/> − 1; each is equally likely but for one part in 2^32 / <paramref name="bound"/>.</summary>
    /// <param name="bound">At least 1.</param>
    /// <param name="place">The sample's place in the batch.</param>
    /// <param name="element">Which of the sample's numbers, from 0.</param>
    public int Below(int bound, int place, long element)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bound, 1);
        return (int)(((ulong)Philox.Word(_seed, _purpose, Stream(place), element) * (uint)bound) >> 32);
    }

    /// <summary>Many normally distributed numbers of mean 0.</summary>
    /// <param name="values">Receives elements <paramref name="element"/> and following.</param>
    /// <param name="standardDeviation">0 or a positive finite number.</param>
    /// <param name="place">The sample's place in the batch.</param>
    /// <param name="element">Which of the sample's numbers, from 0.</param>
    public void FillNormal(Span<float> values, float standardDeviation, int place, long element)
        => Initializers.Normal(values, standardDeviation, _seed, _purpose, Stream(place), element);

    private ulong Stream(int place) => ((ulong)Epoch << 32) | (uint)Samples[place];
}
