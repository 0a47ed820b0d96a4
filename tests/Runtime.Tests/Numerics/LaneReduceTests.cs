using System.Runtime.Intrinsics;
using NeuralNet.Gen.Numerics;
using Xunit;

namespace NeuralNet.Gen.Runtime.Tests;

public sealed class LaneReduceTests
{
    [Fact]
    public void Sum_follows_the_tree_bit_for_bit_in_every_overload()
    {
        var random = new Random(1);
        int differsFromAscending = 0;
        for (int trial = 0; trial < 2000; trial++)
        {
            float[] lanes = new float[16];
            float ascending = 0;
            for (int l = 0; l < 16; l++)
            {
                lanes[l] = (float)((random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-6, 6)));
                ascending += lanes[l];
            }

            float expected = Tree(lanes, (a, b) => a + b);
            Check(expected, lanes, sum: true);
            differsFromAscending += ascending == expected ? 0 : 1;
        }

        // Otherwise the numbers are too tame to tell one order from another.
        Assert.True(differsFromAscending > 200);
    }

    [Fact]
    public void Sum_of_anything_that_is_not_a_number_is_the_one_NaN()
    {
        float[] lanes = new float[16];
        lanes[3] = float.PositiveInfinity;
        lanes[9] = float.NegativeInfinity;
        Check(float.NaN, lanes, sum: true);
        lanes[9] = BitConverter.UInt32BitsToSingle(0x7FC12345);
        Check(float.NaN, lanes, sum: true);
        lanes[9] = 1;
        Check(float.PositiveInfinity, lanes, sum: true);
    }

    [Fact]
    public void Max_finds_the_largest_and_the_NaN_in_any_lane()
    {
        for (int at = 0; at < 16; at++)
        {
            float[] lanes = new float[16];
            for (int l = 0; l < 16; l++)
            {
                lanes[l] = -1f - l;
            }

            lanes[at] = 5.5f;
            Check(5.5f, lanes, sum: false);
            lanes[at] = BitConverter.UInt32BitsToSingle(0x7FC00100u + (uint)at);
            Check(lanes[at], lanes, sum: false);
        }

        float[] infinite = [.. Enumerable.Repeat(float.NegativeInfinity, 16)];
        Check(float.NegativeInfinity, infinite, sum: false);
    }

    [Fact]
    public void Max_of_two_zeros_is_the_right_one_of_the_tree()
    {
        for (int pattern = 0; pattern < 65536; pattern += 7)
        {
            float[] lanes = new float[16];
            for (int l = 0; l < 16; l++)
            {
                lanes[l] = ((pattern >> l) & 1) != 0 ? -0f : 0f;
            }

            // Every join keeps its right operand, so the last lane wins.
            Check(lanes[15], lanes, sum: false);
        }
    }

    private static float Tree(float[] lanes, Func<float, float, float> join)
    {
        float[] level = [.. lanes];
        for (int width = 8; width >= 1; width /= 2)
        {
            for (int l = 0; l < width; l++)
            {
                level[l] = join(level[l], level[l + width]);
            }
        }

        return level[0];
    }

    private static void Check(float expected, float[] lanes, bool sum)
    {
        Vector512<float> all = Vector512.Create(lanes);
        Vector256<float> low = Vector256.Create(lanes), high = Vector256.Create(lanes, 8);
        Vector128<float> a = Vector128.Create(lanes), b = Vector128.Create(lanes, 4), c = Vector128.Create(lanes, 8), d = Vector128.Create(lanes, 12);
        int bits = BitConverter.SingleToInt32Bits(expected);
        Assert.Equal(bits, BitConverter.SingleToInt32Bits(sum ? LaneReduce.Sum(all) : LaneReduce.Max(all)));
        Assert.Equal(bits, BitConverter.SingleToInt32Bits(sum ? LaneReduce.Sum(low, high) : LaneReduce.Max(low, high)));
        Assert.Equal(bits, BitConverter.SingleToInt32Bits(sum ? LaneReduce.Sum(a, b, c, d) : LaneReduce.Max(a, b, c, d)));
    }
}
