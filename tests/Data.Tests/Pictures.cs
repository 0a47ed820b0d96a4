using System.Buffers.Binary;
using StbImageWriteSharp;

namespace NeuralNet.Gen.Data.Tests;

/// <summary>Pictures as files, by writers that share no code with the reader.</summary>
internal static class Pictures
{
    public static byte[] Png(int width, int height, byte[] rgb) => Written(s => new ImageWriter().WritePng(rgb, width, height, ColorComponents.RedGreenBlue, s));

    public static byte[] Jpeg(int width, int height, byte[] rgb) => Written(s => new ImageWriter().WriteJpg(rgb, width, height, ColorComponents.RedGreenBlue, s, 95));

    /// <summary>24 bits a pixel, bottom row first, rows padded to four bytes.</summary>
    public static byte[] Bmp(int width, int height, byte[] rgb)
    {
        int row = ((3 * width) + 3) / 4 * 4;
        byte[] file = new byte[54 + (row * height)];
        "BM"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(2), file.Length);
        file[10] = 54;
        file[14] = 40;
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(18), width);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(22), height);
        file[26] = 1;
        file[28] = 24;
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                for (int c = 0; c < 3; c++) file[54 + (row * (height - 1 - y)) + (3 * x) + 2 - c] = rgb[(((y * width) + x) * 3) + c];
            }
        }

        return file;
    }

    public static byte[] Gradient(int width, int height)
    {
        byte[] rgb = new byte[3 * width * height];
        for (int i = 0; i < width * height; i++) (rgb[3 * i], rgb[(3 * i) + 1], rgb[(3 * i) + 2]) = ((byte)(i % width * 8), (byte)(i / width * 8), (byte)(i * 3));
        return rgb;
    }

    private static byte[] Written(Action<Stream> write)
    {
        using var stream = new MemoryStream();
        write(stream);
        return stream.ToArray();
    }
}
