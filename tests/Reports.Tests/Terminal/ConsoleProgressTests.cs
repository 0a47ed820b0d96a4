using System.Globalization;
using System.Text.RegularExpressions;
using NeuralNet.Gen.Runtime.Tests;
using Xunit;

namespace NeuralNet.Gen.Reports.Tests.Terminal;

public sealed class ConsoleProgressTests
{
    private readonly StringWriter _output = new(CultureInfo.InvariantCulture);
    private readonly ManualClock _clock = new();

    private string[] Lines => _output.ToString().Split(Environment.NewLine);

    [Fact]
    public void An_epoch_is_a_line_with_every_number_and_the_last_line_tells_the_end()
    {
        TrainingReport report = ShownRun.Fit(Display(), _clock, epochs: 3);
        Assert.DoesNotContain(_output.ToString(), c => c == '\e' || c == '\r');
        for (int i = 0; i < 3; i++)
        {
            EpochReport epoch = report.Epochs[i];
            Assert.StartsWith(string.Create(CultureInfo.InvariantCulture, $"epoch {i + 1}/3: train loss {epoch.TrainLoss:G5}, lr 0.01, train a[b] {epoch.Metrics[0].Value:G5}, val loss {epoch.Validation!.Value.Loss:G5}, val accuracy {epoch.Validation.Value.Accuracy:0.00%}, seconds "), Lines[i]);
        }

        Assert.StartsWith("done; 15 steps in ", Lines[3]);
        Assert.Equal([""], Lines[4..]);
    }

    [Fact]
    public void A_long_epoch_writes_a_line_now_and_then()
    {
        ConsoleProgress display = Started(new ConsoleProgress(_output, _clock) { Interval = TimeSpan.FromSeconds(40) });
        for (int step = 1; step <= 100; step++)
        {
            _clock.Pass(1);
            display.OnStepEnd(ShownRun.Step(step, 100));
        }

        Assert.Equal(["epoch 1/2, 40/100 loss 0.5 1,234 samples/s 1:00 left, 2:40 in all", "epoch 1/2, 80/100 loss 0.5 1,234 samples/s 0:20 left, 2:00 in all", ""], Lines);
    }

    [Fact]
    public void A_bar_moves_in_one_line_and_gives_way_to_the_epochs()
    {
        ConsoleProgress display = Started(Bar());
        for (int step = 1; step <= 50; step++)
        {
            _clock.Pass(0.05);
            display.OnStepEnd(ShownRun.Step(step, 100));
        }

        string[] screen = Screen.Of(_output.ToString()).Lines;
        Assert.Single(screen);
        Match match = Regex.Match(screen[0], @"^epoch 1/2 \[(#+)(\.+)\] 50/100 loss 0\.5 1,234 samples/s 0:03 left, 0:08 in all$");
        Assert.True(match.Success, screen[0]);
        Assert.Equal(match.Groups[1].Length, match.Groups[2].Length);
        Assert.InRange(screen[0].Length, 70, 79);
        Assert.Equal(25, _output.ToString().Count(c => c == '\r'));
        display.WriteLine("a line\e[31m of the caller's");
        Assert.Equal(["a line?[31m of the caller's", ""], Screen.Of(_output.ToString()).Lines);
    }

    [Fact]
    public void A_run_with_a_bar_leaves_its_epochs_and_its_end()
    {
        ShownRun.Fit(Bar(), _clock, epochs: 4, tick: 0.06);
        string[] screen = Screen.Of(_output.ToString()).Lines;
        Assert.Contains("\r", _output.ToString());
        Assert.Equal(["epoch 1/4:", "epoch 2/4:", "epoch 3/4:", "epoch 4/4:"], screen[..4].Select(l => l[..10]));
        Assert.StartsWith("done; 20 steps", screen[4]);
    }

    [Fact]
    public void Where_a_run_is_to_leave_nothing_it_leaves_nothing_but_a_failure()
    {
        ShownRun.Fit(new ConsoleProgress(_output, _clock) { ShowBar = true, AutoClear = true }, _clock, epochs: 3, tick: 0.06);
        Assert.Equal([""], Screen.Of(_output.ToString()).Lines);
        Assert.Throws<InvalidOperationException>(() => ShownRun.Fit(new ConsoleProgress(_output, _clock) { AutoClear = true }, _clock, epochs: 3, failing: 2));
        Assert.Equal(["the run failed: [red]broken", ""], Screen.Of(_output.ToString()).Lines);
    }

    [Fact]
    public void A_run_that_is_cancelled_says_so()
    {
        using var source = new CancellationTokenSource();
        ShownRun.Fit(Display(), _clock, epochs: 3, cancel: source);
        Assert.StartsWith("epoch 1 (cut short)/3: ", Lines[0]);
        Assert.StartsWith("cancelled; 2 steps", Lines[1]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_step_that_shows_nothing_allocates_nothing(bool bar)
    {
        ConsoleProgress display = Started(bar ? Bar() : Display());
        StepCompleted step = ShownRun.Step(7, 1000);
        Assert.Equal(0, Allocation.Of(() =>
        {
            for (int i = 0; i < 100; i++) display.OnStepEnd(step);
        }));
    }

    private static ConsoleProgress Started(ConsoleProgress display)
    {
        display.OnFitStart(ShownRun.Context());
        display.OnEpochStart(new EpochStarted(1, 2, 0, 100, 0, default));
        return display;
    }

    private ConsoleProgress Display() => new(_output, _clock);

    private ConsoleProgress Bar() => new(_output, _clock) { ShowBar = true };
}
