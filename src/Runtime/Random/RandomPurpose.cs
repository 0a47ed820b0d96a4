namespace NeuralNet.Gen.Numerics;

/// <summary>
/// The purposes a random stream can have. Streams of one seed with different purposes are independent, so two parts of a program that draw
/// random numbers must not share one.
/// </summary>
/// <remarks>
/// The top byte names the kind. The generator numbers the initial values of parameters (kind 1) and dropout masks (kind 2) by a hash of
/// their paths in the lower three bytes, so that other layers may come and go without changing a layer's draws.
/// </remarks>
public static class RandomPurpose
{
    /// <summary>The order of samples within an epoch.</summary>
    public const uint SampleOrder = 0x03000000;

    /// <summary>The division of a dataset into parts.</summary>
    public const uint DatasetSplit = 0x05000000;

    /// <summary>Samples that an epoch draws by weight.</summary>
    public const uint WeightedSamples = 0x06000000;

    private const uint AugmentationKind = 0x04000000;
    private const int IndexCount = 1 << 24;

    /// <summary>Random changes of samples while they are loaded.</summary>
    /// <param name="transform">The transform's index, from 0 to 16,777,215.</param>
    /// <returns>The purpose.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The index does not fit 24 bits.</exception>
    public static uint Augmentation(int transform)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(transform);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(transform, IndexCount);
        return AugmentationKind | (uint)transform;
    }
}
