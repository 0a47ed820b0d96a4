using NeuralNet.Gen.Numerics;
using Xunit;

namespace NeuralNet.Gen.Runtime.Tests;

public sealed class SampleOrderTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(60000)]
    public void Is_a_permutation(int n)
    {
        int[] order = Order(n, 42, 1);
        int[] sorted = [.. order];
        Array.Sort(sorted);
        Assert.Equal(Enumerable.Range(0, n), sorted);
        if (n > 60)
        {
            Assert.NotEqual(Enumerable.Range(0, n), order);
            Assert.NotEqual(order, Order(n, 42, 2));
            Assert.NotEqual(order, Order(n, 43, 1));
        }

        Assert.Equal(order, Order(n, 42, 1));
    }

    [Fact]
    public void Is_the_shuffle_of_Fisher_and_Yates_over_the_words_of_the_stream()
    {
        // Written anew from the definition, with the modulus that Lemire's method avoids.
        const int n = 1000;
        int[] expected = [.. Enumerable.Range(0, n)];
        long element = 0;
        for (int i = n - 1; i > 0; i--)
        {
            ulong bound = (ulong)i + 1;
            ulong product;
            do
            {
                product = Philox.Word(42, RandomPurpose.SampleOrder, 3, element++) * bound;
            }
            while (product % (1UL << 32) < (1UL << 32) % bound);
            int j = (int)(product >> 32);
            (expected[i], expected[j]) = (expected[j], expected[i]);
        }

        Assert.Equal(expected, Order(n, 42, 3));
    }

    [Fact]
    public void Stays_the_same_for_ever()
    {
        // Computed by a separate program (Python integers): checkpoints of today must resume with the order of today.
        Assert.Equal(s_golden, Order(16, 42, 0));
    }

    [Fact]
    public void Every_order_of_four_is_equally_likely()
    {
        int[] counts = new int[256];
        int[] order = new int[4];
        for (ulong epoch = 0; epoch < 24_000; epoch++)
        {
            SampleOrder.Shuffle(order, 7, epoch);
            counts[order[0] | (order[1] << 2) | (order[2] << 4) | (order[3] << 6)]++;
        }

        int[] seen = [.. counts.Where(c => c > 0)];
        Assert.Equal(24, seen.Length);

        // 23 degrees of freedom: mean 23, standard deviation 6.8.
        Assert.InRange(Statistics.ChiSquare(seen), 5, 60);
    }

    private static readonly int[] s_golden = [3, 1, 13, 0, 14, 8, 9, 6, 12, 4, 15, 2, 11, 10, 5, 7];

    private static int[] Order(int n, ulong seed, ulong epoch)
    {
        int[] order = new int[n];
        SampleOrder.Shuffle(order, seed, epoch);
        return order;
    }
}
