using Xunit;

namespace NeuralNet.Gen.Runtime.Tests.Schedules;

public sealed class PlateauScheduleTests
{
    // The rules of torch.optim.lr_scheduler.ReduceLROnPlateau.step, line by line.
    private sealed class Reference(double rate, double factor, int patience, double threshold, int cooldown, double minimum, bool max)
    {
        private double _best = max ? double.NegativeInfinity : double.PositiveInfinity;
        private int _bad, _cooldownLeft;

        public double Rate { get; private set; } = rate;

        public void Step(double metric)
        {
            if (max ? metric > _best * (threshold + 1) || double.IsInfinity(_best) : metric < _best * (1 - threshold))
            {
                _best = metric;
                _bad = 0;
            }
            else
            {
                _bad++;
            }

            if (_cooldownLeft > 0)
            {
                _cooldownLeft--;
                _bad = 0;
            }

            if (_bad > patience)
            {
                Rate = Math.Max(Rate * factor, minimum);
                _cooldownLeft = cooldown;
                _bad = 0;
            }
        }
    }

    [Theory]
    [InlineData(0, 0, false)]
    [InlineData(2, 0, false)]
    [InlineData(1, 3, false)]
    [InlineData(2, 1, true)]
    public void Follows_PyTorchs_rules(int patience, int cooldown, bool higherIsBetter)
    {
        var random = new Random(4);
        var schedule = new PlateauSchedule(new ConstantSchedule(1), 0.5f, patience, 0.01f, cooldown, 0.01f, higherIsBetter);
        var reference = new Reference(1, 0.5, patience, 0.01, cooldown, 0.01, higherIsBetter);
        for (int t = 0; t < 60; t++)
        {
            double metric = higherIsBetter ? 1 - (0.8 / (1 + t)) + (0.1 * random.NextDouble()) : (1.0 / (1 + t)) + (0.1 * random.NextDouble());
            float before = schedule.At(t);
            bool fell = schedule.Report(metric);
            reference.Step(metric);
            Assert.Equal(reference.Rate, schedule.At(t), 1e-7);
            if (!fell) Assert.Equal(before, schedule.At(t));
        }

        Assert.True(schedule.State.Falls > 0);
    }

    [Fact]
    public void NaN_is_no_improvement_and_the_inner_schedule_goes_on()
    {
        var schedule = new PlateauSchedule(new LinearSchedule(1, 0, 4), 0.5f, patience: 0);
        Assert.True(schedule.Report(double.NaN));
        Assert.Equal(0.375f, schedule.At(1));
        Assert.False(schedule.Report(1));
    }

    [Fact]
    public void A_restored_state_goes_on()
    {
        var first = new PlateauSchedule(new ConstantSchedule(1), 0.5f, patience: 1, cooldown: 2);
        foreach (double metric in new[] { 3.0, 2, 2, 2, 2 }) first.Report(metric);
        var second = new PlateauSchedule(new ConstantSchedule(1), 0.5f, patience: 1, cooldown: 2) { State = first.State };
        foreach (double metric in new[] { 2.0, 1, 1, 1, 1, 1, 1 })
        {
            Assert.Equal(first.Report(metric), second.Report(metric));
            Assert.Equal(first.State, second.State);
            Assert.Equal(first.At(0), second.At(0));
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => second.State = new PlateauState(-1, 0, 0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PlateauSchedule(new ConstantSchedule(1), 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PlateauSchedule(new ConstantSchedule(1), patience: -1));
    }
}
