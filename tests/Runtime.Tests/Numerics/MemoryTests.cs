using System.Runtime.Intrinsics;
using NeuralNet.Gen.Numerics;
using Xunit;

namespace NeuralNet.Gen.Runtime.Tests;

public sealed unsafe class MemoryTests
{
    [Fact]
    public void Partial_stores_exactly_the_first_lanes()
    {
        float[] lanes = [.. Enumerable.Range(1, 16).Select(i => (float)i)];
        for (int width = 4; width <= 16; width *= 2)
        {
            for (int count = 0; count <= width; count++)
            {
                float[] memory = new float[24];
                Array.Fill(memory, -7f);
                fixed (float* p = memory)
                {
                    switch (width)
                    {
                        case 4: LaneStore.Partial(Vector128.Create(lanes), p + 3, count); break;
                        case 8: LaneStore.Partial(Vector256.Create(lanes), p + 3, count); break;
                        default: LaneStore.Partial(Vector512.Create(lanes), p + 3, count); break;
                    }
                }

                for (int i = 0; i < memory.Length; i++)
                {
                    Assert.Equal(i >= 3 && i < 3 + count ? lanes[i - 3] : -7f, memory[i]);
                }
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(1000003)]
    public void A_pinned_buffer_is_aligned_zeroed_and_has_slack(int length)
    {
        var buffer = new PinnedBuffer(length);
        Assert.Equal(0, (long)buffer.Pointer % 64);
        Assert.Equal(length, buffer.Length);
        Assert.Equal(length, buffer.Span.Length);
        for (int i = 0; i < length + PinnedBuffer.Slack; i++)
        {
            Assert.Equal(0f, buffer.Pointer[i]);
        }

        for (int i = 0; i < PinnedBuffer.Slack; i++)
        {
            buffer.Pointer[length + i] = i;
        }

        if (length > 0)
        {
            buffer.Pointer[length - 1] = 3f;
            Assert.Equal(3f, buffer.Span[^1]);
            buffer.Span[0] = 4f;
            Assert.Equal(4f, buffer.Pointer[0]);
        }

        GC.Collect();
        fixed (float* now = buffer.Span)
        {
            Assert.True(length == 0 || now == buffer.Pointer);
        }
    }

    [Fact]
    public void A_pinned_buffer_of_an_impossible_length_says_so()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new PinnedBuffer(-1));
        OverflowException error = Assert.Throws<OverflowException>(() => new PinnedBuffer(1L << 31));
        Assert.Contains("2,147,483,648", error.Message);
        Assert.Throws<OverflowException>(() => new PinnedBuffer(long.MaxValue));
    }

    [Fact]
    public void The_first_value_that_is_not_finite_is_found_anywhere()
    {
        foreach (int length in (int[])[0, 1, 3, 4, 7, 16, 33, 100])
        {
            float[] values = new float[length];
            Array.Fill(values, float.MaxValue);
            Assert.Equal(-1, FiniteCheck.IndexOfNonFinite(values));
            for (int at = 0; at < length; at++)
            {
                foreach (float bad in (float[])[float.NaN, -float.NaN, float.PositiveInfinity, float.NegativeInfinity])
                {
                    values[at] = bad;
                    values[^1] = at < length - 1 ? float.NaN : bad;
                    Assert.Equal(at, FiniteCheck.IndexOfNonFinite(values));
                }

                values[at] = float.MinValue;
                values[^1] = float.Epsilon;
            }
        }
    }

    [Fact]
    public void Transpose_moves_every_bit_and_touches_nothing_else()
    {
        int[] extents = [1, 2, 3, 4, 5, 7, 8, 9, 12, 15, 16, 17, 24, 31, 33, 50];
        foreach (int rows in extents)
        {
            foreach (int columns in extents)
            {
                int sourceStride = columns + (rows % 3), destinationStride = rows + (columns % 4);
                int[] source = new int[rows * sourceStride];
                for (int i = 0; i < source.Length; i++)
                {
                    // NaN patterns among them: they must pass unchanged.
                    source[i] = unchecked((int)(0x7F800000u + (uint)i * 2654435761u));
                }

                const int guard = 32;
                int[] destination = new int[columns * destinationStride + 2 * guard];
                Array.Fill(destination, 0x0BADF00D);
                fixed (int* s = source)
                fixed (int* d = destination)
                {
                    Transpose.Run((float*)s, sourceStride, (float*)(d + guard), destinationStride, rows, columns);
                }

                int[] expected = new int[destination.Length];
                Array.Fill(expected, 0x0BADF00D);
                for (int r = 0; r < rows; r++)
                {
                    for (int c = 0; c < columns; c++)
                    {
                        expected[guard + c * destinationStride + r] = source[r * sourceStride + c];
                    }
                }

                Assert.True(expected.AsSpan().SequenceEqual(destination), $"{rows} x {columns}");
            }
        }
    }

    [Fact]
    public void Transpose_of_nothing_does_nothing()
    {
        Transpose.Run(null, 0, null, 0, 0, 5);
        Transpose.Run(null, 0, null, 0, 5, 0);
    }
}
