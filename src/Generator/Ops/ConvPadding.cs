using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Model;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>Places of zeros around the first factor of a convolution that are nowhere in memory: taps that would meet them are left out.</summary>
/// <param name="Before">For each dimension between batch and channels.</param>
/// <param name="After">The same at the other end.</param>
internal sealed record ConvPadding(EquatableArray<int> Before, EquatableArray<int> After)
{
    /// <summary>The type with these places.</summary>
    public TensorType Of(TensorType type) => type.With([.. type.Dims.Select((extent, d) => d == 0 || d == type.Rank - 1 ? extent : checked(extent + Before[d - 1] + After[d - 1]))]);

    /// <summary>The padding that an op adds to a channels-last value, or null where it does something else.</summary>
    public static ConvPadding? From(Embed embed, TensorType type)
    {
        int last = type.Rank - 1;
        if (BitConverter.ToInt32(BitConverter.GetBytes(embed.Fill), 0) != 0 || embed.Steps.Any(s => s != 1) || embed.Starts[0] != 0 || embed.Starts[last] != 0 || embed.Extents[last] != type.Last) return null;
        int[] between = [.. Enumerable.Range(1, last - 1)];
        return new ConvPadding(between.Select(d => embed.Starts[d]).ToEquatableArray(), between.Select(d => embed.Extents[d] - type.Dims[d] - embed.Starts[d]).ToEquatableArray());
    }

    public override string ToString() => $"padding {Before} and {After}";
}
