namespace NeuralNet.Gen;

/// <summary>Turns some images upside down, without mirroring (torchvision's <c>RandomVerticalFlip</c>).</summary>
public sealed class RandomVerticalFlip : ImageTransform
{
    private readonly float _probability;

    /// <summary>Flips at random.</summary>
    /// <param name="probability">Of a flip, from 0 to 1.</param>
    /// <param name="column">The column of the images.</param>
    public RandomVerticalFlip(float probability = 0.5f, int column = 0)
        : base(column)
    {
        if (!(probability >= 0 && probability <= 1)) throw new ArgumentOutOfRangeException(nameof(probability), probability, "a probability is from 0 to 1");
        _probability = probability;
    }

    /// <inheritdoc/>
    public override bool InPlace => true;

    private protected override ImageSize Output(ImageSize size, string column) => size;

    private protected override void Apply(ReadOnlySpan<float> source, ImageSize from, Span<float> target, ImageSize to, int place, in TransformContext context)
    {
        if (context.Uniform(place, 0) >= _probability) return;
        for (int c = 0; c < to.Channels; c++)
        {
            Span<float> channel = target.Slice(c * to.Height * to.Width, to.Height * to.Width);
            for (int y = 0; y < to.Height / 2; y++)
            {
                Span<float> upper = channel.Slice(y * to.Width, to.Width), lower = channel.Slice((to.Height - 1 - y) * to.Width, to.Width);
                for (int x = 0; x < upper.Length; x++) (upper[x], lower[x]) = (lower[x], upper[x]);
            }
        }
    }
}
