using Xunit;

namespace NeuralNet.Gen.Runtime.Tests.Training;

public sealed class LossGuardTests
{
    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void A_loss_that_is_not_finite_stops_or_is_skipped(float loss)
    {
        Assert.Equal(LossPolicy.Stop, new LossGuard().Check(loss));
        var guard = new LossGuard(LossPolicy.Skip, maximumSkips: 2);
        Assert.Equal([LossPolicy.Skip, LossPolicy.Skip, LossPolicy.Accept, LossPolicy.Skip, LossPolicy.Skip, LossPolicy.Stop], [guard.Check(loss), guard.Check(loss), guard.Check(1), guard.Check(loss), guard.Check(loss), guard.Check(loss)]);
        Assert.Equal(5, guard.SkipCount);
        Assert.Equal(3, guard.SkipsInARow);
    }

    [Fact]
    public void A_spike_is_above_so_many_times_the_median_of_a_full_window()
    {
        var guard = new LossGuard(spikeFactor: 3, window: 3);
        Assert.Equal(LossPolicy.Accept, guard.Check(100));
        Assert.Equal(LossPolicy.Accept, guard.Check(1));
        Assert.True(float.IsNaN(guard.Median));
        Assert.Equal(LossPolicy.Accept, guard.Check(2));
        Assert.Equal(2, guard.Median);
        Assert.Equal(LossPolicy.Skip, guard.Check(6.5f));
        Assert.Equal(LossPolicy.Accept, guard.Check(6));
        Assert.Equal(2, guard.Median);

        var negative = new LossGuard(spike: LossPolicy.Stop, spikeFactor: 2, window: 1);
        negative.Check(-4);
        Assert.Equal(LossPolicy.Accept, negative.Check(-0.5f));
        Assert.Equal(LossPolicy.Stop, negative.Check(1));
    }

    [Fact]
    public void The_running_median_is_that_of_a_sorted_copy()
    {
        var random = new Random(6);
        foreach (int window in new[] { 1, 2, 7, 64 })
        {
            var guard = new LossGuard(spikeFactor: 1e30f, window: window);
            var all = new List<float>();
            for (int t = 0; t < 200; t++)
            {
                float loss = 1 + (random.Next(10) / 4f);
                all.Add(loss);
                guard.Check(loss);
                if (all.Count < window) continue;
                float[] sorted = [.. all.TakeLast(window).Order()];
                Assert.Equal((sorted[(window - 1) / 2] + sorted[window / 2]) / 2, guard.Median);
            }
        }
    }

    [Fact]
    public void A_restored_guard_decides_alike()
    {
        var random = new Random(9);
        var first = new LossGuard(LossPolicy.Skip, spikeFactor: 1.5f, window: 5);
        for (int t = 0; t < 23; t++) first.Check(random.Next(12) == 0 ? float.NaN : 1 + random.NextSingle());
        var second = new LossGuard(LossPolicy.Skip, spikeFactor: 1.5f, window: 5);
        second.Restore(first.Save());
        for (int t = 0; t < 50; t++)
        {
            float loss = random.Next(9) == 0 ? float.NaN : 1 + (2 * random.NextSingle());
            Assert.Equal(first.Check(loss), second.Check(loss));
            Assert.Equal(first.Median, second.Median);
        }

        Assert.Equal(first.SkipCount, second.SkipCount);
        LossGuardState before = second.Save();
        Assert.Throws<ArgumentException>(() => second.Restore(new LossGuardState(new float[6], 0, 0)));
        Assert.Throws<ArgumentException>(() => second.Restore(new LossGuardState([float.NaN], 0, 0)));
        Assert.Throws<ArgumentException>(() => second.Restore(new LossGuardState([], 2, 1)));
        Assert.Equal(before.RecentLosses, second.Save().RecentLosses);
    }

    [Fact]
    public void Checking_allocates_nothing_and_bad_numbers_are_refused()
    {
        var guard = new LossGuard(LossPolicy.Skip, spikeFactor: 2, window: 8);
        Assert.Equal(0, Allocation.Of(() =>
        {
            for (int t = 0; t < 50; t++) guard.Check(t % 9 == 0 ? float.NaN : t % 5);
        }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LossGuard(LossPolicy.Accept));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LossGuard(spikeFactor: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LossGuard(window: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LossGuard(maximumSkips: -1));
    }
}
