namespace NeuralNet.Gen;

/// <summary>A picture's bytes, channel after channel, each row by row.</summary>
public sealed class ImagePixels
{
    /// <summary>A picture from its bytes.</summary>
    /// <param name="pixels">[channels, height, width]; not copied.</param>
    /// <param name="channels">At least 1.</param>
    /// <param name="height">At least 1.</param>
    /// <param name="width">At least 1.</param>
    /// <exception cref="ArgumentException">The length is not that of the extents.</exception>
    public ImagePixels(byte[] pixels, int channels, int height, int width)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        if ((long)channels * height * width != pixels.Length) throw new ArgumentException($"{pixels.Length} bytes for {channels} × {height} × {width}", nameof(pixels));
        (Pixels, Channels, Height, Width) = (pixels, channels, height, width);
    }

    /// <summary>[channels, height, width].</summary>
    public byte[] Pixels { get; }

    /// <summary>3 for colour, 1 for grey.</summary>
    public int Channels { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>
    /// The picture in another size: bilinear, with a triangle as wide as the reduction where it becomes smaller, so that no pixel is passed over (torchvision's <c>Resize</c> with
    /// <c>antialias</c>; Pillow's <c>BILINEAR</c>). Computed in double precision, columns then rows, each rounded to nearest once at the end.
    /// </summary>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="width">Columns, at least 1.</param>
    public ImagePixels Resize(int height, int width)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        if (height == Height && width == Width) return this;
        Taps across = Taps.Of(Width, width), down = Taps.Of(Height, height);
        double[] narrow = new double[Height * width];
        byte[] result = new byte[checked(Channels * height * width)];
        for (int c = 0; c < Channels; c++)
        {
            ReadOnlySpan<byte> source = Pixels.AsSpan(c * Height * Width, Height * Width);
            for (int y = 0; y < Height; y++)
            {
                for (int x = 0; x < width; x++)
                {
                    double sum = 0;
                    for (int k = 0; k < across.Count[x]; k++) sum += across.Weights[x][k] * source[(y * Width) + across.First[x] + k];
                    narrow[(y * width) + x] = sum;
                }
            }

            for (int y = 0; y < height; y++)
            {
                for (int x = 0; x < width; x++)
                {
                    double sum = 0;
                    for (int k = 0; k < down.Count[y]; k++) sum += down.Weights[y][k] * narrow[((down.First[y] + k) * width) + x];
                    result[(((c * height) + y) * width) + x] = (byte)Math.Clamp(Math.Round(sum), 0, 255);
                }
            }
        }

        return new ImagePixels(result, Channels, height, width);
    }

    internal static ImagePixels FromInterleaved(ReadOnlySpan<byte> rgb, int height, int width, int channels)
    {
        byte[] pixels = new byte[checked(channels * height * width)];
        int plane = height * width;
        for (int i = 0; i < plane; i++)
        {
            ReadOnlySpan<byte> pixel = rgb.Slice(3 * i, 3);
            if (channels == 3)
            {
                for (int c = 0; c < 3; c++) pixels[(c * plane) + i] = pixel[c];
            }
            else
            {
                // Pillow's "L": ITU-R 601 in sixteen bits.
                pixels[i] = (byte)(((pixel[0] * 19595) + (pixel[1] * 38470) + (pixel[2] * 7471) + 0x8000) >> 16);
            }
        }

        return new ImagePixels(pixels, channels, height, width);
    }

    /// <summary>Which numbers of a line a number of the resized line is made of, and in which shares.</summary>
    private sealed record Taps(int[] First, int[] Count, double[][] Weights)
    {
        public static Taps Of(int from, int to)
        {
            var taps = new Taps(new int[to], new int[to], new double[to][]);
            double scale = (double)from / to, support = Math.Max(scale, 1);
            for (int i = 0; i < to; i++)
            {
                double centre = (i + 0.5) * scale;
                int first = Math.Max(0, (int)(centre - support + 0.5)), end = Math.Min(from, (int)(centre + support + 0.5));
                double[] weights = new double[end - first];
                double sum = 0;
                for (int k = 0; k < weights.Length; k++) sum += weights[k] = Math.Max(0, 1 - (Math.Abs((first + k + 0.5 - centre) / support)));
                for (int k = 0; k < weights.Length; k++) weights[k] /= sum;
                (taps.First[i], taps.Count[i], taps.Weights[i]) = (first, weights.Length, weights);
            }

            return taps;
        }
    }
}
