using NeuralNet.Gen.Numerics;
using Xunit;

namespace NeuralNet.Gen.Runtime.Tests;

public sealed class PortableMathTests
{
    private static void Near(double expected, double actual, double tolerance = 4e-16)
        => Assert.True(expected == actual || Math.Abs(expected - actual) <= tolerance * Math.Max(Math.Abs(expected), 1e-300), $"{actual:R}, expected {expected:R}");

    [Fact]
    public void Exp_log_pow_and_cosine_are_those_of_the_library_within_a_few_units()
    {
        var random = new Random(1);
        for (int i = 0; i < 20_000; i++)
        {
            double x = (random.NextDouble() - 0.5) * 1400, positive = Math.ScaleB(1 + random.NextDouble(), random.Next(-1000, 1000)), share = random.NextDouble();
            Near(Math.Exp(x), PortableMath.Exp(x));
            Near(Math.Log(positive), PortableMath.Log(positive));
            Assert.Equal(Math.Log(1 + (share * 1e-3)), PortableMath.Log(1 + (share * 1e-3)), 1e-18);
            Near(Math.Pow(share, 2.5), PortableMath.Pow(share, 2.5), 1e-14);
            Assert.Equal(Math.Cos(Math.PI * share), PortableMath.CosPi(share), 4e-16);
        }
    }

    [Fact]
    public void The_edges()
    {
        Assert.Equal([1, 0, double.PositiveInfinity, double.NaN], [PortableMath.Exp(0), PortableMath.Exp(-1e9), PortableMath.Exp(1e9), PortableMath.Exp(double.NaN)]);
        Assert.Equal([0, double.NegativeInfinity, double.PositiveInfinity, double.NaN], [PortableMath.Log(1), PortableMath.Log(0), PortableMath.Log(double.PositiveInfinity), PortableMath.Log(-1)]);
        Assert.Equal([1, 0, 1, 1], [PortableMath.Pow(0, 0), PortableMath.Pow(0, 2), PortableMath.Pow(1, 0.3), PortableMath.Pow(5, 0)]);
        Assert.Equal([1, 0, -1], [PortableMath.CosPi(0), PortableMath.CosPi(0.5), PortableMath.CosPi(1)]);
        Assert.Equal(Math.Log(double.Epsilon), PortableMath.Log(double.Epsilon), 1e-12);
    }
}
