using Xunit;
using NeuralNet.Gen.Numerics;

namespace NeuralNet.Gen.Runtime.Tests;

public sealed unsafe class CopyTests
{
    [Theory]
    [InlineData(1, 3, 5, 0, 3)]
    [InlineData(4, 3, 5, 7, 40)]
    [InlineData(3, 6, 6, 2, 20)]
    public void Padding_puts_rows_apart_and_a_number_between_them(int rows, int length, int stride, int offset, int size)
    {
        const int Samples = 3;
        float[] x = [.. Enumerable.Range(1, Samples * rows * length).Select(i => (float)i)], y = new float[(Samples * size) + 1], expected = new float[(Samples * size) + 1];
        expected.AsSpan(size, (Samples - 1) * size).Fill(-2f);
        for (int sample = 1; sample < Samples; sample++)
        {
            for (int row = 0; row < rows; row++) x.AsSpan(((sample * rows) + row) * length, length).CopyTo(expected.AsSpan((sample * size) + offset + (row * stride)));
        }

        // The first sample is not in the range, nor what lies behind the last one.
        fixed (float* source = x, target = y) Copy.Pad(source, target, 1, Samples, rows, length, stride, offset, size, -2f);
        Assert.Equal(expected, y);
    }
}
