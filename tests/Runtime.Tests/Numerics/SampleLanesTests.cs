using Xunit;
using NeuralNet.Gen.Numerics;

namespace NeuralNet.Gen.Runtime.Tests;

public sealed unsafe class SampleLanesTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(16, 5)]
    [InlineData(19, 7)]
    [InlineData(48, 33)]
    public void Packs_sums_and_unpacks(int batch, int size)
    {
        var random = new Random(1);
        var samples = new float[batch * size];
        foreach (ref float value in samples.AsSpan()) value = random.NextSingle();
        int blocks = (batch + 15) / 16;
        var packed = new float[blocks * 16 * size];
        packed.AsSpan().Fill(float.NaN);
        var back = new float[batch * size];
        var sums = new float[size];
        fixed (float* s = samples, p = packed, b = back, y = sums)
        {
            SampleLanes.Pack(s, p, 0, batch, size);
            SampleLanes.Unpack(p, b, 0, batch, size);
            SampleLanes.Sum(p, y, size, batch);
        }

        Assert.Equal(samples, back);
        for (int block = 0; block < blocks; block++)
        {
            for (int i = 0; i < size; i++)
            {
                for (int lane = 0; lane < 16; lane++)
                {
                    int sample = (block * 16) + lane;
                    Assert.Equal(sample < batch ? samples[(sample * size) + i] : 0f, packed[(block * 16 * size) + (i * 16) + lane]);
                }
            }
        }

        for (int i = 0; i < size; i++)
        {
            double sum = Enumerable.Range(0, batch).Sum(sample => (double)samples[(sample * size) + i]);
            Assert.Equal(sum, sums[i], 1e-5 * batch);
        }
    }
}
