using Xunit;
using NeuralNet.Gen.Numerics;

namespace NeuralNet.Gen.Runtime.Tests;

public sealed unsafe class AxisReduceTests
{
    [Theory]
    [InlineData(3, 1, 5)]
    [InlineData(2, 2, 16)]
    [InlineData(2, 3, 1)]
    [InlineData(4, 4, 31)]
    [InlineData(2, 5, 16)]
    [InlineData(1, 7, 48)]
    [InlineData(2, 131, 23)]
    public void Sums_are_four_chains_and_maxima_the_largest(int rows, int middle, int inner)
    {
        var random = new Random(rows * middle);
        var x = new float[rows * middle * inner];
        foreach (ref float value in x.AsSpan()) value = random.NextSingle() - 0.5f;
        float[] sums = new float[rows * inner], largest = new float[rows * inner];
        fixed (float* source = x, s = sums, m = largest)
        {
            AxisReduce.Sum(source, s, 0, rows, middle, inner);
            // The first row by itself, then the others: rows do not depend on each other.
            AxisReduce.Max(source, m, 0, 1, middle, inner);
            AxisReduce.Max(source, m, 1, rows, middle, inner);
        }

        for (int row = 0; row < rows; row++)
        {
            for (int i = 0; i < inner; i++)
            {
                float[] numbers = [.. Enumerable.Range(0, middle).Select(k => x[(((row * middle) + k) * inner) + i])];
                float[] chains = [.. Enumerable.Range(0, Math.Min(4, middle)).Select(c => numbers.Where((_, k) => k % 4 == c).Aggregate((all, next) => all + next))];
                float expected = chains.Length == 4 ? (chains[0] + chains[1]) + (chains[2] + chains[3]) : chains.Aggregate((all, next) => all + next);
                Assert.Equal(expected, sums[(row * inner) + i]);
                Assert.Equal(numbers.Max(), largest[(row * inner) + i]);
            }
        }
    }

    [Theory]
    [InlineData(1, 2, 3)]
    [InlineData(3, 5, 16)]
    [InlineData(2, 131, 23)]
    [InlineData(2, 8, 48)]
    public void Products_and_squares_are_four_chains_of_fused_multiply_adds(int rows, int middle, int inner)
    {
        var random = new Random(middle);
        float[] a = Draw(rows * middle * inner), b = Draw(rows * middle * inner), center = Draw(inner), products = new float[rows * inner], squares = new float[rows * inner];
        fixed (float* x = a, y = b, c = center, p = products, s = squares)
        {
            AxisReduce.Products(x, y, p, 0, rows, middle, inner);
            AxisReduce.Squares(x, c, s, 0, rows, middle, inner);
        }

        for (int row = 0; row < rows; row++)
        {
            for (int i = 0; i < inner; i++)
            {
                Assert.Equal(Joined(k => (a[Place(k)], b[Place(k)])), products[(row * inner) + i]);
                Assert.Equal(Joined(k => (a[Place(k)] - center[i], a[Place(k)] - center[i])), squares[(row * inner) + i]);
                int Place(int k) => (((row * middle) + k) * inner) + i;
            }
        }

        float[] Draw(int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)];

        float Joined(Func<int, (float Left, float Right)> factors)
        {
            var chains = new float[4];
            for (int k = 0; k < middle; k++) chains[k % 4] = MathF.FusedMultiplyAdd(factors(k).Left, factors(k).Right, chains[k % 4]);
            return (chains[0] + chains[1]) + (chains[2] + chains[3]);
        }
    }

    [Fact]
    public void A_maximum_hands_on_NaN()
    {
        float* x = stackalloc float[] { 1f, 2f, float.NaN, 3f, 4f, 5f, 6f, 7f, 8f, 9f }, y = stackalloc float[2];
        AxisReduce.Max(x, y, 0, 1, 5, 2);
        Assert.True(float.IsNaN(y[0]));
        Assert.Equal(9f, y[1]);
    }
}
