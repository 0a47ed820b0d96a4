namespace NeuralNet.Gen;

/// <summary>The middle of each image (torchvision's <c>CenterCrop</c>; where the margin is odd, its rounding: half to even).</summary>
public sealed class CenterCrop : ImageTransform
{
    private readonly int _height, _width;

    /// <summary>Crops to a size.</summary>
    /// <param name="height">Rows of the window, from 1 to the image's.</param>
    /// <param name="width">Columns of the window, from 1 to the image's.</param>
    /// <param name="column">The column of the images.</param>
    public CenterCrop(int height, int width, int column = 0)
        : base(column)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        (_height, _width) = (height, width);
    }

    private protected override ImageSize Output(ImageSize size, string column)
        => _height <= size.Height && _width <= size.Width
            ? size with { Height = _height, Width = _width }
            : throw new ArgumentException($"{nameof(CenterCrop)}: column '{column}': a window of {_height} × {_width} is larger than the image of {size.Height} × {size.Width}", nameof(column));

    private protected override void Apply(ReadOnlySpan<float> source, ImageSize from, Span<float> target, ImageSize to, int place, in TransformContext context)
        => Window.Copy(source, from, target, to, Half(from.Height - _height), Half(from.Width - _width), PaddingMode.Constant, 0);

    private static int Half(int margin) => (int)Math.Round(margin / 2.0, MidpointRounding.ToEven);
}
