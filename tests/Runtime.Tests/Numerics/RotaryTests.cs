using NeuralNet.Gen.Numerics;
using Xunit;

namespace NeuralNet.Gen.Runtime.Tests;

public sealed unsafe class RotaryTests
{
    [Theory]
    [InlineData(1, 1, 1f)]
    [InlineData(7, 3, 10f)]
    [InlineData(5000, 17, 10000f)]
    [InlineData(300, 64, 500000f)]
    public void AnglesAreAsExactAtFarPositionsAsAtNearOnes(int time, int pairs, float @base)
    {
        float[] table = Table(time, pairs, @base);
        for (int p = 0; p < time; p++)
        {
            for (int i = 0; i < pairs; i++)
            {
                double angle = p * Math.Pow(@base, -(double)i / pairs);
                Assert.Equal(Math.Cos(angle), table[(p * 2 * pairs) + i], 3e-7);
                Assert.Equal(Math.Sin(angle), table[(p * 2 * pairs) + pairs + i], 3e-7);
            }
        }
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(3, 2, 5)]
    [InlineData(7, 3, 8)]
    [InlineData(2, 1, 27)]
    public void PairsAreTurnedByTheirPositionAndBack(int time, int inner, int pairs)
    {
        // Two samples, of which the first row stays out.
        int rows = 2 * time * inner, width = 2 * pairs;
        float[] table = Table(time, pairs, 100f), x = [.. Enumerable.Range(0, rows * width).Select(i => ((i * 7 % 13) - 6) / 3f)], y = new float[x.Length], back = new float[x.Length];
        fixed (float* from = x, angles = table, to = y, again = back)
        {
            Rotary.Turn(from, angles, to, 1, rows, time, inner, pairs, 1f);
            Rotary.Turn(to, angles, again, 1, rows, time, inner, pairs, -1f);
        }

        Assert.All(y[..width], v => Assert.Equal(0f, v));
        for (int row = 1; row < rows; row++)
        {
            int position = row / inner % time;
            for (int i = 0; i < pairs; i++)
            {
                double angle = position * Math.Pow(100, -(double)i / pairs), a = x[(row * width) + i], b = x[(row * width) + pairs + i];
                Assert.Equal((a * Math.Cos(angle)) - (b * Math.Sin(angle)), y[(row * width) + i], 2e-6);
                Assert.Equal((b * Math.Cos(angle)) + (a * Math.Sin(angle)), y[(row * width) + pairs + i], 2e-6);
                Assert.Equal(a, back[(row * width) + i], 2e-6);
                Assert.Equal(b, back[(row * width) + pairs + i], 2e-6);
            }
        }
    }

    private static float[] Table(int time, int pairs, float @base)
    {
        float[] table = new float[time * 2 * pairs];
        fixed (float* p = table) Rotary.Fill(p, time, pairs, @base);
        return table;
    }
}
