using System.Buffers.Binary;

namespace NeuralNet.Gen;

/// <summary>One sample, what it is and what a network takes it for, for people to look at.</summary>
/// <param name="Expected">The right answer, for example a class's name.</param>
/// <param name="Predicted">The network's answer.</param>
public sealed record SamplePrediction(string Expected, string Predicted)
{
    /// <summary>Probability of the answer, 0 to 1; <c>null</c> where there is none.</summary>
    public double? Confidence { get; init; }

    /// <summary>The sample itself as text; <c>null</c> where it is none.</summary>
    public string? Text { get; init; }

    /// <summary>The sample itself as a picture; <c>null</c> where it is none.</summary>
    public SamplePicture? Picture { get; init; }
}

/// <summary>A small picture of 8 bits a channel.</summary>
public sealed class SamplePicture
{
    private readonly byte[] _pixels;

    /// <summary>Takes over the pixels.</summary>
    /// <param name="width">Columns, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="pixels">Row after row from the top, each pixel one number (grey) or three (red, green, blue).</param>
    /// <exception cref="ArgumentOutOfRangeException">A side is below 1.</exception>
    /// <exception cref="ArgumentException">There are neither width x height nor three times as many numbers.</exception>
    public SamplePicture(int width, int height, byte[] pixels)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        long area = (long)width * height;
        if (pixels.Length != area && pixels.Length != 3 * area)
            throw new ArgumentException(FormattableString.Invariant($"{pixels.Length} numbers for a picture of {width} x {height}; {area} (grey) or {3 * area} (red, green, blue) are expected"), nameof(pixels));
        (Width, Height, _pixels) = (width, height, pixels);
    }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>A grey picture of numbers from 0 (black) to 1 (white); others are clamped, NaN is black.</summary>
    /// <param name="width">Columns, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="values">Row after row from the top; width x height.</param>
    public static SamplePicture FromUnit(int width, int height, ReadOnlySpan<float> values)
    {
        var pixels = new byte[values.Length];
        for (int i = 0; i < pixels.Length; i++) pixels[i] = values[i] > 0 ? (byte)Math.Round(255 * Math.Min(values[i], 1f)) : (byte)0;
        return new SamplePicture(width, height, pixels);
    }

    /// <summary>The picture inside of a page. An uncompressed BMP of 24 bits: every browser shows it, and nothing has to be compressed.</summary>
    internal string ToDataUri()
    {
        const int Header = 54;
        int stride = ((3 * Width) + 3) / 4 * 4, channels = _pixels.Length / (Width * Height);
        var file = new byte[Header + (stride * Height)];
        (file[0], file[1]) = ((byte)'B', (byte)'M');
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(2), file.Length);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(10), Header);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(14), 40);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(18), Width);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(22), -Height); // negative: the first row is the top one
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(26), 1);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(28), 24);
        for (int y = 0; y < Height; y++)
        {
            for (int x = 0; x < Width; x++)
            {
                int from = ((y * Width) + x) * channels, to = Header + (y * stride) + (3 * x);
                file[to] = _pixels[from + channels - 1];
                file[to + 1] = _pixels[from + (channels / 2)];
                file[to + 2] = _pixels[from];
            }
        }

        return "data:image/bmp;base64," + Convert.ToBase64String(file);
    }
}
