using Xunit;

namespace NeuralNet.Gen.Runtime.Tests.Optimizers;

public sealed class GradientAccumulatorTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(37)]
    [InlineData(60_013)]
    public void The_mean_is_weighted_by_samples_and_has_the_same_bits_for_every_number_of_threads(int length)
    {
        var random = new Random(length);
        int[] samples = [8, 8, 3, 1];
        float[][] gradients = [.. samples.Select(_ => Enumerable.Range(0, length).Select(_ => random.NextSingle() - 0.5f).ToArray())];
        float[] alone = Run(null);
        for (int i = 0; i < length; i++)
            Assert.Equal(samples.Zip(gradients).Sum(s => s.First * (double)s.Second[i]) / 20, alone[i], 1e-7);
        using var team = new ThreadTeam(2);
        Assert.Equal(alone, Run(team));

        float[] Run(ThreadTeam? team)
        {
            var accumulator = new GradientAccumulator();
            accumulator.Add(new float[length], 100, 5, team);
            accumulator.Reset();
            for (int k = 0; k < samples.Length; k++) accumulator.Add(gradients[k], k, samples[k], team);
            Assert.Equal(20, accumulator.Samples);
            Assert.Equal(4, accumulator.Count);
            Assert.Equal((8 + 6 + 3) / 20f, accumulator.Loss);
            return accumulator.Gradients.ToArray();
        }
    }

    [Fact]
    public void One_batch_is_taken_over_bit_for_bit_even_after_one_with_NaN()
    {
        var accumulator = new GradientAccumulator();
        Assert.True(accumulator.Gradients.IsEmpty);
        Assert.True(float.IsNaN(accumulator.Loss));
        accumulator.Add([float.NaN, 1, 2], 1, 4);
        accumulator.Reset();
        accumulator.Add([0.1f, 0.2f, 1e-30f], 0.3f, 7);
        Assert.Equal([0.1f, 0.2f, 1e-30f], accumulator.Gradients.ToArray());
        Assert.Equal(0.3f, accumulator.Loss);
        Assert.Throws<ArgumentException>(() => accumulator.Add([1], 0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => accumulator.Add([1, 2, 3], 0, 0));
        Assert.Equal(7, accumulator.Samples);
    }

    [Fact]
    public void Nothing_is_allocated_after_the_first_batch()
    {
        var accumulator = new GradientAccumulator();
        float[] gradients = new float[60_000];
        using var team = new ThreadTeam(2);
        Assert.Equal(0, Allocation.Of(() =>
        {
            accumulator.Reset();
            for (int i = 0; i < 5; i++) accumulator.Add(gradients, 1, 8, team);
        }));
    }
}
