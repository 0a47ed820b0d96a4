namespace NeuralNet.Gen;

/// <summary>Copies a window of an image that may reach beyond its edges: the one inner loop of crops and padding.</summary>
internal static class Window
{
    public static void CheckPadding(int padding, int extent, PaddingMode mode, string transform, string column)
    {
        int most = mode switch { PaddingMode.Reflect => extent - 1, PaddingMode.Symmetric => extent, _ => int.MaxValue };
        if (padding > most)
            throw new ArgumentException($"{transform}: column '{column}': a padding of {padding} by {mode} needs more than an extent of {extent}; at most {most} is expected", nameof(padding));
    }

    /// <param name="source">The image.</param>
    /// <param name="from">Its size.</param>
    /// <param name="target">The window's content.</param>
    /// <param name="to">The window's size.</param>
    /// <param name="top">Row of the image at which the window begins; may be negative.</param>
    /// <param name="left">Column of the image at which the window begins; may be negative.</param>
    /// <param name="mode">What stands around the image.</param>
    /// <param name="fill">For <see cref="PaddingMode.Constant"/>.</param>
    public static void Copy(ReadOnlySpan<float> source, ImageSize from, Span<float> target, ImageSize to, int top, int left, PaddingMode mode, float fill)
    {
        // Columns first to last of the window lie within the image.
        int first = Math.Clamp(-left, 0, to.Width), last = Math.Clamp(from.Width - left, first, to.Width);
        for (int c = 0; c < from.Channels; c++)
        {
            ReadOnlySpan<float> channel = source.Slice(c * from.Height * from.Width, from.Height * from.Width);
            for (int y = 0; y < to.Height; y++)
            {
                Span<float> row = target.Slice(((c * to.Height) + y) * to.Width, to.Width);
                int sourceRow = Place(top + y, from.Height, mode);
                if (sourceRow < 0)
                {
                    row.Fill(fill);
                    continue;
                }

                ReadOnlySpan<float> values = channel.Slice(sourceRow * from.Width, from.Width);
                for (int x = 0; x < first; x++) row[x] = Value(values, left + x, mode, fill);
                if (last > first) values.Slice(left + first, last - first).CopyTo(row[first..]);
                for (int x = last; x < to.Width; x++) row[x] = Value(values, left + x, mode, fill);
            }
        }
    }

    private static float Value(ReadOnlySpan<float> row, int x, PaddingMode mode, float fill)
    {
        int place = Place(x, row.Length, mode);
        return place < 0 ? fill : row[place];
    }

    /// <returns>The place in the image, or −1 for none.</returns>
    private static int Place(int i, int extent, PaddingMode mode)
    {
        if ((uint)i < (uint)extent) return i;
        return mode switch
        {
            PaddingMode.Constant => -1,
            PaddingMode.Edge => i < 0 ? 0 : extent - 1,
            PaddingMode.Reflect => i < 0 ? -i : (2 * (extent - 1)) - i,
            _ => i < 0 ? -i - 1 : (2 * extent) - 1 - i,
        };
    }
}
