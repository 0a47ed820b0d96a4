using NeuralNet.Gen.Numerics;
using Xunit;

namespace NeuralNet.Gen.Runtime.Tests;

public sealed unsafe class PanelTests
{
    private const float Untouched = -1f;

    [Theory]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    public void Space_is_aligned_to_a_cache_line_at_or_behind_it(int shift)
    {
        var space = new PinnedBuffer(64);
        float* at = space.Pointer + shift, aligned = Panel.Align(at);
        Assert.Equal(0, (nint)aligned % 64);
        Assert.InRange(aligned - at, 0, 15);
    }

    [Theory]
    [InlineData(0, 8, 8)]
    [InlineData(1, 8, 9)]
    [InlineData(3, 16, 16)]
    [InlineData(5, 24, 31)]
    [InlineData(7, 32, 128)]
    public void Rows_are_copied_one_behind_the_other(int rows, int width, int stride)
    {
        PinnedBuffer source = Numbered((rows * stride) + width);
        PinnedBuffer panel = Filled((rows * width) + 16);
        Panel.Copy(source.Pointer, stride, panel.Pointer, rows, width);
        for (int i = 0; i < (rows * width) + 16; i++) Assert.Equal(i < rows * width ? (i / width * stride) + (i % width) : Untouched, panel.Pointer[i]);
    }

    [Theory]
    [InlineData(0, 2, 12, 0)]
    [InlineData(4, 0, 12, 24)]
    [InlineData(1, 1, 6, 6)]
    [InlineData(9, 3, 18, 54)]
    [InlineData(64, 5, 512, 400)]
    public void Columns_are_packed_by_sixes(int rows, int tiles, int stride, int apart)
    {
        PinnedBuffer source = Numbered((rows * stride) + 6);
        PinnedBuffer packed = Filled((tiles * apart) + 16);
        Panel.PackSixes(source.Pointer, stride, packed.Pointer, apart, rows, tiles);
        for (int tile = 0; tile <= tiles; tile++)
        {
            for (int i = 0; i < (tile < tiles ? apart : 16); i++)
                Assert.Equal(tile < tiles && i < rows * 6 ? (i / 6 * stride) + (tile * 6) + (i % 6) : Untouched, packed.Pointer[(tile * apart) + i]);
        }
    }

    private static PinnedBuffer Numbered(int length)
    {
        var buffer = new PinnedBuffer(length);
        for (int i = 0; i < length; i++) buffer.Pointer[i] = i;
        return buffer;
    }

    private static PinnedBuffer Filled(int length)
    {
        var buffer = new PinnedBuffer(length);
        for (int i = 0; i < length; i++) buffer.Pointer[i] = Untouched;
        return buffer;
    }
}
