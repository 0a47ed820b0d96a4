using NeuralNet.Gen.Numerics;
using Xunit;

namespace NeuralNet.Gen.Runtime.Tests;

public sealed unsafe class SquareSumTests
{
    private delegate void Body(float* values, nint count, ref nint i, double* lanes);

    [Fact]
    public void All_widths_have_the_same_bits_and_the_value_of_a_plain_sum()
    {
        foreach (int count in new[] { 16, 32, 4096 })
        {
            var random = new Random(count);
            float[] values = [.. Enumerable.Range(0, count).Select(_ => (random.NextSingle() - 0.5f) * 1e20f)];
            double expected = values.Sum(x => (double)x * x);
            double a = Run(values, SquareSum.Add512), b = Run(values, SquareSum.Add256), c = Run(values, SquareSum.Add128);
            Assert.Equal(a, b);
            Assert.Equal(a, c);
            Assert.Equal(expected, a, expected * 1e-13);
        }
    }

    private static double Run(float[] values, Body add)
    {
        double* lanes = stackalloc double[SquareSum.Lanes];
        new Span<double>(lanes, SquareSum.Lanes).Clear();
        nint i = 0;
        fixed (float* v = values) add(v, values.Length, ref i, lanes);
        Assert.Equal(values.Length, i);
        return SquareSum.Tree(lanes);
    }

    [Fact]
    public void Where_a_range_is_cut_does_not_change_a_bit()
    {
        var random = new Random(2);
        float[] values = [.. Enumerable.Range(0, 157).Select(_ => random.NextSingle() - 0.5f)];
        double* lanes = stackalloc double[SquareSum.Lanes];
        double whole = 0;
        fixed (float* v = values)
        {
            for (int cut = 0; cut <= values.Length; cut++)
            {
                new Span<double>(lanes, SquareSum.Lanes).Clear();
                SquareSum.Add(v, cut, 0, lanes);
                SquareSum.Add(v + cut, values.Length - cut, cut & (SquareSum.Lanes - 1), lanes);
                double sum = SquareSum.Tree(lanes);
                if (cut == 0) whole = sum;
                Assert.Equal(whole, sum);
            }
        }

        Assert.Equal(values.Sum(x => (double)x * x), whole, 1e-12);
    }
}
