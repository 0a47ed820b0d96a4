using NeuralNet.Gen.Numerics;
using Xunit;

namespace NeuralNet.Gen.Runtime.Tests;

public sealed unsafe class DropoutMaskTests
{
    [Theory]
    [InlineData(0f)]
    [InlineData(0.1f)]
    [InlineData(0.5f)]
    [InlineData(0.9f)]
    [InlineData(1f)]
    public void Zeros_have_the_probability_and_the_rest_the_scale(float probability)
    {
        const int n = 100_000;
        float[] mask = Whole(n, probability, 3);
        int zeros = 0;
        for (int e = 0; e < n; e++)
        {
            bool drop = Philox.Uniform(1, 2, 3, e) < probability;
            Assert.Equal(drop ? 0f : 1f / (1f - probability), mask[e]);
            zeros += drop ? 1 : 0;
        }

        // Five standard deviations.
        double margin = 5 * Math.Sqrt(probability * (1 - probability) * n);
        Assert.InRange(zeros, probability * n - margin - 0.01, probability * n + margin + 0.01);
    }

    [Fact]
    public void Any_split_gives_the_same_mask_and_writes_nothing_else()
    {
        const int n = 1000;
        float[] whole = Whole(n, 0.3f, 9);
        foreach (int piece in (int[])[1, 7, 16, 63, 64, 65, 333])
        {
            float[] mask = new float[n + 2];
            Array.Fill(mask, -1f);
            fixed (float* p = mask)
            {
                for (int first = 0; first < n; first += piece)
                {
                    DropoutMask.Fill(p + 1 + first, first, Math.Min(piece, n - first), 0.3f, 1, 2, 9);
                }
            }

            Assert.Equal(whole, mask[1..^1]);
            Assert.Equal(-1f, mask[0]);
            Assert.Equal(-1f, mask[^1]);
        }

        Assert.NotEqual(whole, Whole(n, 0.3f, 10));
    }

    [Theory]
    [InlineData(-0.01f)]
    [InlineData(1.01f)]
    [InlineData(float.NaN)]
    public void A_probability_outside_0_to_1_is_refused(float probability) =>
        Assert.Equal("probability", Assert.Throws<ArgumentOutOfRangeException>(() => Whole(4, probability, 1)).ParamName);

    [Fact]
    public void Filling_allocates_nothing()
    {
        float[] mask = new float[256];
        fixed (float* p = mask)
        {
            DropoutMask.Fill(p, 3, 200, 0.5f, 1, 2, 3);
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (ulong step = 0; step < 100; step++)
            {
                DropoutMask.Fill(p, 3, 200, 0.5f, 1, 2, step);
            }

            Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        }
    }

    private static float[] Whole(int count, float probability, ulong step)
    {
        float[] mask = new float[count];
        fixed (float* p = mask)
        {
            DropoutMask.Fill(p, 0, count, probability, 1, 2, step);
        }

        return mask;
    }
}
