using NeuralNet.Gen.Numerics;
using Xunit;

namespace NeuralNet.Gen.Runtime.Tests;

public sealed unsafe class NarrowRowsTests
{
    public static TheoryData<int, int, int> Sizes
    {
        get
        {
            var sizes = new TheoryData<int, int, int>();
            foreach (int width in new[] { 1, 2, 3, 5, 7, 8, 10, 12, 15, 16 })
            {
                foreach ((int count, int stride) in new[] { (16, 16), (32, 32), (16, 32), (8, 8), (5, 8), (48, 51) }) sizes.Add(width, count, stride);
            }

            return sizes;
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Rows_are_turned_and_turned_back(int width, int count, int stride)
    {
        var rows = new PinnedBuffer(count * width);
        var turned = new PinnedBuffer(16 * stride);
        for (int i = 0; i < count * width; i++) rows.Pointer[i] = i + 1;
        NarrowRows.Load(rows.Pointer, width, turned.Pointer, stride, count);
        for (int r = 0; r < count; r++)
        {
            for (int c = 0; c < width; c++) Assert.Equal((r * width) + c + 1, turned.Pointer[(c * stride) + r]);
        }

        // Whatever lies behind the rows in the turned ones stays out of the others, and what lies around those stays as it was.
        for (int i = width * stride; i < 16 * stride; i++) turned.Pointer[i] = float.NaN;
        var whole = new PinnedBuffer((count * width) + 64);
        for (int i = 0; i < (count * width) + 64; i++) whole.Pointer[i] = -1;
        NarrowRows.Store(turned.Pointer, stride, whole.Pointer + 32, width, count);
        for (int i = 0; i < (count * width) + 64; i++) Assert.Equal(i < 32 || i >= (count * width) + 32 ? -1 : i - 31, whole.Pointer[i]);
        GC.KeepAlive((rows, turned, whole));
    }
}
