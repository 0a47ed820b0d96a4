using NeuralNet.Gen.Numerics;
using Xunit;

namespace NeuralNet.Gen.Runtime.Tests;

public sealed class InitializersTests
{
    [Theory]
    [InlineData(1f)]
    [InlineData(0.0357142857f)]
    [InlineData(3e-39f)]
    public void Uniform_fills_the_interval_and_stays_in_it(float bound)
    {
        float[] values = new float[100_003];
        Initializers.Uniform(values, bound, 42, 1);
        Assert.All(values, v => Assert.True(v >= -bound && v <= bound));
        Assert.InRange(values.Average(v => (double)v) / bound, -0.01, 0.01);
        Assert.InRange(values.Max(), 0.999f * bound, bound);
        Assert.InRange(values.Min(), -bound, -0.999f * bound);
        if (bound > 1e-30f)
        {
            // The largest draw there can be must stay below the bound.
            Assert.True((1f - 1f / (1 << 23)) * bound < bound);
            Assert.DoesNotContain(bound, values);
            for (int i = 0; i < 200; i++)
            {
                Assert.Equal((float)((2.0 * Philox.Uniform(42, 1, 0, i) - 1) * bound), values[i]);
            }
        }
    }

    [Fact]
    public void Normal_has_the_moments_and_the_shape_of_the_normal_distribution()
    {
        const float deviation = 0.02f;
        float[] values = new float[200_001];
        Initializers.Normal(values, deviation, 42, 1);
        double mean = 0, square = 0, cube = 0, fourth = 0;
        int[] counts = new int[16];

        // Sixteen classes of equal probability.
        double[] quantiles =
            [-1.5341205, -1.1503494, -0.8871466, -0.6744898, -0.4887764, -0.3186394, -0.1573107, 0, 0.1573107, 0.3186394, 0.4887764, 0.6744898, 0.8871466, 1.1503494, 1.5341205];
        foreach (float value in values)
        {
            double z = value / (double)deviation;
            Assert.InRange(z, -5.78, 5.78);
            mean += z;
            square += z * z;
            cube += z * z * z;
            fourth += z * z * z * z;
            int at = Array.BinarySearch(quantiles, z);
            counts[at < 0 ? ~at : at]++;
        }

        int n = values.Length;
        Assert.InRange(mean / n, -0.01, 0.01);
        Assert.InRange(square / n, 0.985, 1.015);
        Assert.InRange(cube / n, -0.03, 0.03);
        Assert.InRange(fourth / n, 2.9, 3.1);

        // 15 degrees of freedom: mean 15, standard deviation 5.5.
        Assert.InRange(Statistics.ChiSquare(counts), 2, 45);
    }

    [Fact]
    public void Normal_is_the_transform_of_Box_and_Muller_of_the_stream()
    {
        float[] values = new float[128];
        Initializers.Normal(values, 1f, 5, 6);
        for (int e = 0; e < 128; e++)
        {
            bool sine = e / 16 % 2 == 1;
            long first = sine ? e - 16 : e;
            double radius = Math.Sqrt(-2 * Math.Log(1 - (double)Philox.Uniform(5, 6, 0, first)));
            double angle = 2 * Math.PI * Philox.Uniform(5, 6, 0, first + 16);
            Assert.Equal(radius * (sine ? Math.Sin(angle) : Math.Cos(angle)), values[e], 2e-6);
        }
    }

    [Fact]
    public void A_longer_array_begins_with_the_values_of_a_shorter_one()
    {
        float[] shorter = new float[37], longer = new float[301];
        Initializers.Normal(shorter, 1f, 5, 6);
        Initializers.Normal(longer, 1f, 5, 6);
        Assert.Equal(shorter, longer[..37]);
        Initializers.Uniform(shorter, 1f, 5, 6);
        Initializers.Uniform(longer, 1f, 5, 6);
        Assert.Equal(shorter, longer[..37]);
        float[] other = new float[37];
        Initializers.Uniform(other, 1f, 5, 7);
        Assert.NotEqual(shorter, other);
        Initializers.Uniform(other, 1f, 6, 6);
        Assert.NotEqual(shorter, other);
    }

    [Fact]
    public void Constant_fills_and_bad_arguments_are_named()
    {
        float[] values = new float[5];
        Initializers.Constant(values, 1.5f);
        Assert.All(values, v => Assert.Equal(1.5f, v));
        Initializers.Uniform([], 1f, 1, 1);
        Assert.Equal("bound", Assert.Throws<ArgumentOutOfRangeException>(() => Initializers.Uniform(values, -1f, 1, 1)).ParamName);
        Assert.Equal("bound", Assert.Throws<ArgumentOutOfRangeException>(() => Initializers.Uniform(values, float.NaN, 1, 1)).ParamName);
        Assert.Equal("standardDeviation", Assert.Throws<ArgumentOutOfRangeException>(() => Initializers.Normal(values, float.PositiveInfinity, 1, 1)).ParamName);
        Assert.All(values, v => Assert.Equal(1.5f, v));
    }
}
