using NeuralNet.Gen.Runtime.Tests.Training;
using Xunit;

namespace NeuralNet.Gen.Runtime.Tests.Optimizers;

public sealed class WeightAverageTests
{
    private static void Fill(SoftmaxRegression network, Random random)
    {
        foreach (ref float p in network.Parameters) p = random.NextSingle() - 0.5f;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_moving_average_follows_its_rule(bool warmUp)
        => Follows(WeightAverage.Exponential(0.9f, warmUp), (average, p, t) =>
        {
            double decay = warmUp ? Math.Min(0.9, (1.0 + t) / (10 + t)) : 0.9;
            return t == 0 ? p : (decay * average) + ((1 - decay) * p);
        });

    [Fact]
    public void The_equal_average_is_the_mean() => Follows(WeightAverage.Equal(), (average, p, t) => average + ((p - average) / (t + 1)));

    private static void Follows(WeightAverage average, Func<double, double, int, double> rule)
    {
        var network = new SoftmaxRegression(7, 5);
        var random = new Random(2);
        double[] expected = new double[network.Parameters.Length];
        for (int t = 0; t < 30; t++)
        {
            Fill(network, random);
            average.Update(network);
            for (int i = 0; i < expected.Length; i++)
            {
                expected[i] = rule(expected[i], network.Parameters[i], t);
                Assert.Equal(expected[i], average.State[0].Values.Span[i], 1e-6);
            }
        }

        Assert.Equal(30, average.UpdateCount);
    }

    [Fact]
    public void Swapping_twice_restores_every_bit_and_meanwhile_nothing_else_is_possible()
    {
        var network = new SoftmaxRegression(7, 5);
        var average = WeightAverage.Exponential(0.5f);
        Assert.Throws<InvalidOperationException>(() => average.Swap(network));
        average.Update(network);
        Fill(network, new Random(1));
        average.Update(network);
        float[] trained = network.Parameters.ToArray(), mean = average.State[0].Values.ToArray();
        average.Swap(network);
        Assert.True(average.IsSwapped);
        Assert.Equal(mean, network.Parameters.ToArray());
        Assert.Throws<InvalidOperationException>(() => average.Update(network));
        Assert.Throws<InvalidOperationException>(() => average.State);
        Assert.Throws<InvalidOperationException>(() => average.Restore(1, []));
        average.Swap(network);
        Assert.Equal(trained, network.Parameters.ToArray());
        Assert.Equal(mean, average.State[0].Values.ToArray());
        Assert.Throws<ArgumentException>(() => average.Update(new SoftmaxRegression(2, 2)));
    }

    [Fact]
    public void A_restored_average_goes_on_with_the_same_bits_and_what_does_not_fit_changes_nothing()
    {
        var network = new SoftmaxRegression(7, 5);
        var random = new Random(3);
        var first = WeightAverage.Exponential(0.9f, warmUp: true);
        for (int t = 0; t < 4; t++)
        {
            Fill(network, random);
            first.Update(network);
        }

        var second = WeightAverage.Exponential(0.9f, warmUp: true);
        second.Restore(4, [.. first.State.Select(s => new OptimizerState(s.Name, s.Values.ToArray()))]);
        Fill(network, random);
        first.Update(network);
        second.Update(network);
        Assert.Equal(first.State[0].Values.ToArray(), second.State[0].Values.ToArray());

        float[] before = second.State[0].Values.ToArray();
        Assert.Throws<ArgumentException>(() => second.Restore(9, [new OptimizerState("average", new float[3])]));
        Assert.Throws<ArgumentException>(() => second.Restore(9, [new OptimizerState("mean", before)]));
        Assert.Throws<ArgumentException>(() => second.Restore(9, []));
        Assert.Equal(before, second.State[0].Values.ToArray());
        Assert.Equal(5, second.UpdateCount);
        Assert.Throws<ArgumentOutOfRangeException>(() => WeightAverage.Exponential(1));
    }

    [Fact]
    public void Nothing_is_allocated_after_the_first_update()
    {
        var network = new SoftmaxRegression(300, 200);
        var average = WeightAverage.Exponential(warmUp: true);
        using var team = new ThreadTeam(2);
        Assert.Equal(0, Allocation.Of(() =>
        {
            for (int i = 0; i < 5; i++) average.Update(network, team);
            average.Swap(network);
            average.Swap(network);
        }));
    }
}
