using NeuralNet.Gen.Runtime.Tests;
using NeuralNet.Gen.Tests.Shared;
using Xunit;

namespace NeuralNet.Gen.Data.Tests;

public sealed class ImageFolderTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    private void Save(string name, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_directory[name])!);
        File.WriteAllBytes(_directory[name], content);
    }

    private static byte[] Planes(byte[] rgb) => [.. Enumerable.Range(0, 3).SelectMany(c => rgb.Where((_, i) => i % 3 == c))];

    [Fact]
    public void Png_and_bmp_are_read_exactly_and_jpeg_nearly()
    {
        byte[] rgb = Pictures.Gradient(13, 7);
        Save("a.png", Pictures.Png(13, 7, rgb));
        Save("a.bmp", Pictures.Bmp(13, 7, rgb));
        foreach (string name in new[] { "a.png", "a.bmp" })
        {
            ImagePixels image = ImageFile.Read(_directory[name]);
            Assert.Equal((3, 7, 13), (image.Channels, image.Height, image.Width));
            Assert.Equal(Planes(rgb), image.Pixels);
            byte[] grey = ImageFile.Read(_directory[name], channels: 1).Pixels;
            for (int i = 0; i < grey.Length; i++) Assert.InRange(grey[i], (0.299 * rgb[3 * i]) + (0.587 * rgb[(3 * i) + 1]) + (0.114 * rgb[(3 * i) + 2]) - 0.51, (0.299 * rgb[3 * i]) + (0.587 * rgb[(3 * i) + 1]) + (0.114 * rgb[(3 * i) + 2]) + 0.51);
        }

        byte[] smooth = [.. Enumerable.Range(0, 16 * 16).SelectMany(i => new[] { (byte)(i / 16 * 12), (byte)(i % 16 * 12), (byte)100 })];
        Save("a.jpg", Pictures.Jpeg(16, 16, smooth));
        byte[] jpeg = ImageFile.Read(_directory["a.jpg"]).Pixels, wanted = Planes(smooth);
        for (int i = 0; i < wanted.Length; i++) Assert.InRange(jpeg[i], wanted[i] - 16, wanted[i] + 16);
    }

    [Theory]
    [InlineData(5, 3)]
    [InlineData(20, 31)]
    [InlineData(7, 4)]
    [InlineData(1, 1)]
    public void Resizing_weighs_by_a_triangle(int height, int width)
    {
        var image = new ImagePixels(Planes(Pictures.Gradient(13, 7)), 3, 7, 13);
        ImagePixels resized = image.Resize(height, width);
        for (int c = 0; c < 3; c++)
        {
            for (int y = 0; y < height; y++)
            {
                for (int x = 0; x < width; x++)
                {
                    double sum = 0, weights = 0;
                    for (int i = 0; i < 7; i++)
                    {
                        for (int j = 0; j < 13; j++)
                        {
                            double weight = Triangle(i, y, 7.0 / height) * Triangle(j, x, 13.0 / width);
                            weights += weight;
                            sum += weight * image.Pixels[(((c * 7) + i) * 13) + j];
                        }
                    }

                    Assert.InRange(resized.Pixels[(((c * height) + y) * width) + x], (sum / weights) - 0.501, (sum / weights) + 0.501);
                }
            }
        }

        static double Triangle(int source, int target, double scale) => Math.Max(0, 1 - (Math.Abs(source + 0.5 - ((target + 0.5) * scale)) / Math.Max(1, scale)));
    }

    [Fact]
    public void Classes_are_folders_in_ordinal_order()
    {
        byte[] rgb = Pictures.Gradient(4, 4);
        Save("set/b/1.png", Pictures.Png(4, 4, rgb));
        Save("set/b/deep/0.BMP", Pictures.Bmp(4, 4, new byte[48]));
        Save("set/a/x.png", Pictures.Png(8, 8, [.. Enumerable.Repeat((byte)255, 192)]));
        Save("set/a/notes.txt", [1]);
        Save("set/B/x.png", Pictures.Png(4, 4, rgb));
        foreach (bool cache in new[] { true, false })
        {
            var data = new ImageFolder(_directory["set"], 4, 4, new ImageFolderOptions { Cache = cache, Means = [0.5f], Deviations = [0.25f] });
            Assert.Equal(["B", "a", "b"], data.Classes);
            Assert.Equal([0, 1, 2, 2], data.Labels.ToArray());
            Assert.EndsWith("0.BMP", data.File(3));
            Assert.Equal([3, 4, 4], data.Columns[0].Shape);
            var batch = new Batch(data.Columns, 4);
            data.Read([2, 1, 3], batch);
            Assert.Equal([2, 1, 2], batch.Integers(1).ToArray());
            byte[] planes = Planes(rgb);
            for (int i = 0; i < 48; i++)
            {
                Assert.Equal(((planes[i] / 255f) - 0.5f) / 0.25f, batch.Floats(0)[i]);
                Assert.Equal(2, batch.Floats(0)[48 + i]);
                Assert.Equal(-2, batch.Floats(0)[96 + i]);
            }

            if (cache)
            {
                data.Preload();
                Assert.Equal(0, Allocation.Of(() => data.Read([0, 1, 2, 3], batch)));
            }
            else
            {
                Assert.Throws<InvalidOperationException>(() => data.Preload());
            }
        }
    }

    [Fact]
    public void What_is_wrong_is_named_by_its_file()
    {
        Save("set/a/x.png", [1, 2, 3]);
        var data = new ImageFolder(_directory["set"], 4, 4);
        Assert.StartsWith(_directory["set/a/x.png"], Assert.Throws<DataFormatException>(() => data.Preload()).Message);
        Directory.CreateDirectory(_directory["set/b"]);
        Assert.Contains("no pictures", Assert.Throws<DataFormatException>(() => new ImageFolder(_directory["set"], 4, 4)).Message);
        Assert.Contains("no folders", Assert.Throws<DataFormatException>(() => new ImageFolder(_directory["set/a"], 4, 4)).Message);
        Assert.Throws<DirectoryNotFoundException>(() => new ImageFolder(_directory["none"], 4, 4));
        Save("big.bmp", Pictures.Bmp(40, 40, new byte[4800]));
        Assert.Contains("40 × 40", Assert.Throws<DataFormatException>(() => ImageFile.Read(_directory["big.bmp"], maxPixels: 1599)).Message);
    }

    [Fact]
    public void A_picture_cut_short_is_refused()
    {
        byte[] rgb = Pictures.Gradient(17, 9);
        foreach (byte[] file in new[] { Pictures.Png(17, 9, rgb), Pictures.Bmp(17, 9, rgb), Pictures.Jpeg(17, 9, rgb) })
        {
            for (int length = 0; length < file.Length - 4; length++)
            {
                Save("cut", file[..length]);
                Assert.True(Record.Exception(() => ImageFile.Read(_directory["cut"])) is DataFormatException, $"{length} of {file.Length} bytes of 0x{file[0]:X2}");
            }
        }
    }

    // Twelve bytes a pixel: as it is decoded, as red, green and blue and as planes. A byte of a file can hold 8,256 pixels of a PNG, 512 of a JPEG and 8 of a BMP.
    [Fact]
    public void Damaged_png() => ReaderFuzz.Run(_directory["a.png"], Pictures.Png(9, 6, Pictures.Gradient(9, 6)), path => ImageFile.Read(path), 12 * 8256, count: 200);

    [Fact]
    public void Damaged_bmp() => ReaderFuzz.Run(_directory["a.bmp"], Pictures.Bmp(9, 6, Pictures.Gradient(9, 6)), path => ImageFile.Read(path), 12 * 8, count: 200);

    [Fact]
    public void Damaged_jpeg() => ReaderFuzz.Run(_directory["a.jpg"], Pictures.Jpeg(17, 9, Pictures.Gradient(17, 9)), path => ImageFile.Read(path), 12 * 512, count: 200);
}
