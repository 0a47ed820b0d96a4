namespace NeuralNet.Gen;

/// <summary>A window of each image at a random place, every place equally likely; with padding the window may reach beyond the edges (torchvision's <c>RandomCrop</c>).</summary>
public sealed class RandomCrop : ImageTransform
{
    private readonly int _height, _width, _padding;
    private readonly float _fill;
    private readonly PaddingMode _mode;

    /// <summary>Crops to a size.</summary>
    /// <param name="height">Rows of the window, from 1 to the image's with its padding.</param>
    /// <param name="width">Columns of the window, from 1 to the image's with its padding.</param>
    /// <param name="padding">Pixels around the image before it is cropped, at least 0.</param>
    /// <param name="fill">The value of <see cref="PaddingMode.Constant"/>.</param>
    /// <param name="mode">What stands in the margin.</param>
    /// <param name="column">The column of the images.</param>
    public RandomCrop(int height, int width, int padding = 0, float fill = 0, PaddingMode mode = PaddingMode.Constant, int column = 0)
        : base(column)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(padding);
        (_height, _width, _padding, _fill, _mode) = (height, width, padding, fill, mode);
    }

    private protected override ImageSize Output(ImageSize size, string column)
    {
        Window.CheckPadding(_padding, Math.Min(size.Height, size.Width), _mode, nameof(RandomCrop), column);
        if (_height > size.Height + (2L * _padding) || _width > size.Width + (2L * _padding))
        {
            throw new ArgumentException(
                $"{nameof(RandomCrop)}: column '{column}': a window of {_height} × {_width} is larger than the image of {size.Height} × {size.Width} with a padding of {_padding}", nameof(column));
        }

        return size with { Height = _height, Width = _width };
    }

    private protected override void Apply(ReadOnlySpan<float> source, ImageSize from, Span<float> target, ImageSize to, int place, in TransformContext context)
    {
        int top = context.Below(from.Height + (2 * _padding) - _height + 1, place, 0) - _padding;
        int left = context.Below(from.Width + (2 * _padding) - _width + 1, place, 1) - _padding;
        Window.Copy(source, from, target, to, top, left, _mode, _fill);
    }
}
