namespace NeuralNet.Gen;

/// <summary>Puts a margin around images (torchvision's <c>Pad</c>).</summary>
public sealed class Pad : ImageTransform
{
    private readonly int _left, _top, _right, _bottom;
    private readonly float _fill;
    private readonly PaddingMode _mode;

    /// <summary>The same margin of zeros on all sides.</summary>
    /// <param name="padding">Pixels, at least 0.</param>
    public Pad(int padding)
        : this(padding, padding, padding, padding)
    {
    }

    /// <summary>A margin for each side.</summary>
    /// <param name="left">Pixels, at least 0.</param>
    /// <param name="top">Pixels, at least 0.</param>
    /// <param name="right">Pixels, at least 0.</param>
    /// <param name="bottom">Pixels, at least 0.</param>
    /// <param name="fill">The value of <see cref="PaddingMode.Constant"/>.</param>
    /// <param name="mode">What stands in the margin.</param>
    /// <param name="column">The column of the images.</param>
    public Pad(int left, int top, int right, int bottom, float fill = 0, PaddingMode mode = PaddingMode.Constant, int column = 0)
        : base(column)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(left);
        ArgumentOutOfRangeException.ThrowIfNegative(top);
        ArgumentOutOfRangeException.ThrowIfNegative(right);
        ArgumentOutOfRangeException.ThrowIfNegative(bottom);
        (_left, _top, _right, _bottom, _fill, _mode) = (left, top, right, bottom, fill, mode);
    }

    private protected override ImageSize Output(ImageSize size, string column)
    {
        Window.CheckPadding(Math.Max(_top, _bottom), size.Height, _mode, nameof(Pad), column);
        Window.CheckPadding(Math.Max(_left, _right), size.Width, _mode, nameof(Pad), column);
        return size with { Height = checked(size.Height + _top + _bottom), Width = checked(size.Width + _left + _right) };
    }

    private protected override void Apply(ReadOnlySpan<float> source, ImageSize from, Span<float> target, ImageSize to, int place, in TransformContext context)
        => Window.Copy(source, from, target, to, -_top, -_left, _mode, _fill);
}
