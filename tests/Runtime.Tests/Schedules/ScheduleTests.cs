using Xunit;

namespace NeuralNet.Gen.Runtime.Tests.Schedules;

/// <summary>The numbers are those of <c>torch.optim.lr_scheduler</c> (TorchSharp 0.107, steps 0, 1, …) where it has such a schedule, else worked out by hand from the papers' formulas.</summary>
public sealed class ScheduleTests
{
    private static void Gives(Schedule schedule, params double[] rates)
    {
        for (int step = 0; step < rates.Length; step++)
            Assert.True(Math.Abs(rates[step] - schedule.At(step)) <= 1e-7 * Math.Max(1, Math.Abs(rates[step])), $"step {step}: {schedule.At(step):G9}, expected {rates[step]:G9}");
        Assert.Equal(schedule.At(0), schedule.At(-1));
    }

    [Fact]
    public void Constant() => Gives(new ConstantSchedule(0.5f), 0.5, 0.5, 0.5);

    [Fact]
    public void Step() => Gives(new StepSchedule(0.5f, 3), 0.5, 0.5, 0.5, 0.05, 0.05, 0.05, 0.005, 0.005, 0.005, 0.0005);

    [Fact]
    public void Multi_step() => Gives(new MultiStepSchedule(0.5f, [2, 5]), 0.5, 0.5, 0.05, 0.05, 0.05, 0.005, 0.005, 0.005, 0.005, 0.005);

    [Fact]
    public void Exponential() => Gives(new ExponentialSchedule(0.5f, 0.9f), 0.5, 0.45, 0.405, 0.3645, 0.32805, 0.295245, 0.2657205, 0.23914845, 0.215233605, 0.193710245);

    [Fact]
    public void Polynomial()
    {
        Gives(new PolynomialSchedule(0.5f, 6, 2), 0.5, 0.347222222, 0.222222222, 0.125, 0.0555555556, 0.0138888889, 0, 0, 0, 0);
        Gives(new PolynomialSchedule(1, 4, 0.5f, 0.5f), 1, 0.5 + (0.5 * Math.Sqrt(0.75)), 0.5 + (0.5 * Math.Sqrt(0.5)), 0.75, 0.5, 0.5);
    }

    [Fact]
    public void Linear() => Gives(new LinearSchedule(0.16666667f, 0.5f, 5), 0.166666667, 0.233333333, 0.3, 0.366666667, 0.433333333, 0.5, 0.5, 0.5, 0.5, 0.5);

    [Fact]
    public void Cosine() => Gives(new CosineSchedule(0.5f, 8, 0.05f), 0.5, 0.482872895, 0.434099026, 0.361103772, 0.275, 0.188896228, 0.115900974, 0.0671271052, 0.05, 0.05, 0.05);

    // Periods of 3, 6 and 12 steps; the numbers of half a cosine at thirds and sixths of its way.
    [Fact]
    public void Cosine_with_restarts()
    {
        Gives(new CosineRestartsSchedule(1, 3, 2), 1, 0.75, 0.25, 1, 0.933012702, 0.75, 0.5, 0.25, 0.0669872981, 1, 0.982962913);
        Gives(new CosineRestartsSchedule(1, 3, 1, 0.2f), 1, 0.8, 0.4, 1, 0.8, 0.4, 1);
        Assert.True(new CosineRestartsSchedule(1, 3, 1000).At(long.MaxValue) <= 1);
    }

    [Fact]
    public void One_cycle()
    {
        Gives(
            new OneCycleSchedule(1, 12),
            0.04, 0.349789654, 0.879285159, 0.994415435, 0.93301297, 0.811745654, 0.647378998, 0.462637103, 0.283060998, 0.13347753, 0.0345669874, 4e-6, 4e-6);
        Gives(
            new OneCycleSchedule(1, 12, linear: true),
            0.04, 0.409230769, 0.778461538, 0.952381143, 0.833334, 0.714286857, 0.595239714, 0.476192571, 0.357145429, 0.238098286, 0.119051143, 4e-6, 4e-6);
        Gives(new OneCycleSchedule(1, 1), 4e-6, 4e-6);
    }

    // 512^-½ · min(s^-½, s · 4000^-3/2).
    [Fact]
    public void Noam()
    {
        var noam = new NoamSchedule(512);
        Assert.Equal(1.7469281e-7, noam.At(0), 1e-13);
        Assert.Equal(6.9877124e-4, noam.At(3999), 1e-10);
        Assert.Equal(3.4938562e-4, noam.At(15999), 1e-10);
        Gives(new NoamSchedule(1, 4), 0.125, 0.25, 0.375, 0.5, 1 / Math.Sqrt(5));
    }

    [Fact]
    public void Warm_up_stable_decay()
    {
        Gives(new WarmupStableDecaySchedule(1, 4, 2, 4), 0.25, 0.5, 0.75, 1, 1, 1, 1, 0.75, 0.5, 0.25, 0, 0);
        Gives(new WarmupStableDecaySchedule(1, 0, 1, 4, 0.5f, DecayForm.OneMinusSqrt), 1, 1, 0.75, 0.5 + (0.5 * (1 - Math.Sqrt(0.5))), 0.5 + (0.5 * (1 - Math.Sqrt(0.75))), 0.5, 0.5);
        Gives(new WarmupStableDecaySchedule(1, 0, 0, 4, 0, DecayForm.Cosine), 1, 0.853553391, 0.5, 0.146446609, 0, 0);
    }

    [Fact]
    public void Schedules_compose()
    {
        Gives(new CosineSchedule(1, 2).WithWarmup(4), 0.25, 0.5, 0.75, 1, 1, 0.5, 0, 0);
        Gives(new LinearSchedule(0, 1, 2).Then(2, new StepSchedule(1, 1, 0.5f)).Scale(0.5f), 0, 0.25, 0.5, 0.25, 0.125);
        Gives(new ConstantSchedule(1).Then(0, new ConstantSchedule(2)).WithWarmup(0), 2, 2);
    }

    [Fact]
    public void Asking_allocates_nothing()
    {
        Schedule schedule = new CosineRestartsSchedule(1, 10, 2).Then(50, new PolynomialSchedule(1, 100, 0.7f)).Scale(0.5f).WithWarmup(5);
        Assert.Equal(0, Allocation.Of(() =>
        {
            for (int step = 0; step < 100; step++) schedule.At(step);
        }));
    }

    [Fact]
    public void Numbers_outside_their_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ConstantSchedule(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new StepSchedule(1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new MultiStepSchedule(1, [3, 2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new MultiStepSchedule(1, [-1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ExponentialSchedule(1, float.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PolynomialSchedule(1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CosineRestartsSchedule(1, 3, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new OneCycleSchedule(1, 10, 1.5f));
        Assert.Throws<ArgumentOutOfRangeException>(() => new OneCycleSchedule(1, 10, startDivisor: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new NoamSchedule(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new WarmupStableDecaySchedule(1, -1, 0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ConstantSchedule(1).Then(-1, new ConstantSchedule(1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ConstantSchedule(1).Scale(-1));
        Assert.Throws<ArgumentNullException>(() => new ConstantSchedule(1).Then(1, null!));
    }
}
