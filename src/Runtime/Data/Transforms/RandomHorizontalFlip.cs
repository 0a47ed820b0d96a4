namespace NeuralNet.Gen;

/// <summary>Mirrors some images left to right (torchvision's <c>RandomHorizontalFlip</c>).</summary>
public sealed class RandomHorizontalFlip : ImageTransform
{
    private readonly float _probability;

    /// <summary>Flips at random.</summary>
    /// <param name="probability">Of a flip, from 0 to 1.</param>
    /// <param name="column">The column of the images.</param>
    public RandomHorizontalFlip(float probability = 0.5f, int column = 0)
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
        for (int row = 0; row < to.Channels * to.Height; row++) target.Slice(row * to.Width, to.Width).Reverse();
    }
}
