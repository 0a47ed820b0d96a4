using System.Globalization;
using NeuralNet.Gen.Runtime.Tests;
using Spectre.Console;
using Xunit;

namespace NeuralNet.Gen.Reports.Tests.Terminal;

public sealed class TerminalDisplayTests
{
    private readonly StringWriter _output = new(CultureInfo.InvariantCulture);
    private readonly ManualClock _clock = new();

    [Fact]
    public void Plain_output_is_a_line_for_each_epoch_without_control_codes()
    {
        TrainingReport report = Fit(Display(live: false), epochs: 3);
        string[] lines = _output.ToString().TrimEnd().Split(Environment.NewLine);
        Assert.DoesNotContain(_output.ToString(), c => c == '\e' || c == '\r');
        Assert.Equal("network ShownNet", lines[0]);
        Assert.Contains("  dense1: Dense(7) [7], 42 parameters", lines);
        Assert.Contains("66 parameters (264 B)", lines);
        string[] epochs = [.. lines.Where(l => l.StartsWith("epoch "))];
        Assert.Equal(3, epochs.Length);
        for (int i = 0; i < 3; i++)
        {
            EpochReport epoch = report.Epochs[i];
            Assert.StartsWith(string.Create(CultureInfo.InvariantCulture, $"epoch {i + 1}/3: train loss {epoch.TrainLoss:G5}, lr 0.01, train a[b] {epoch.Metrics[0].Value:G5}, val loss {epoch.Validation!.Value.Loss:G5}, val accuracy {epoch.Validation.Value.Accuracy:0.00%}, "), epochs[i]);
        }

        Assert.StartsWith("done; 15 steps in ", lines[^1]);
    }

    [Fact]
    public void A_long_epoch_writes_a_plain_line_now_and_then()
    {
        TerminalDisplay display = Started(live: false);
        display.OnEpochStart(new EpochStarted(1, 2, 0, 100, 0, default));
        _output.GetStringBuilder().Clear();
        for (int step = 1; step <= 100; step++)
        {
            _clock.Pass(1);
            display.OnStepEnd(ShownRun.Step(step, 100));
        }

        Assert.Equal(
            ["epoch 1/2, 30/100 loss 0.5 1,234 samples/s 1:10 left, 2:50 in all", "epoch 1/2, 60/100 loss 0.5 1,234 samples/s 0:40 left, 2:20 in all", "epoch 1/2, 90/100 loss 0.5 1,234 samples/s 0:10 left, 1:50 in all", ""],
            _output.ToString().Split(Environment.NewLine));
    }

    [Fact]
    public void A_run_leaves_one_summary_and_one_table_and_the_cursor()
    {
        Fit(Display(live: true), epochs: 30, tick: 0.05);
        var screen = Screen.Of(_output.ToString());
        Assert.True(screen.CursorIsVisible);
        Assert.Contains("\e[?25l", _output.ToString());
        Assert.Single(screen.Lines, l => l.Contains("declared as"));
        Assert.Single(screen.Lines, l => l.Contains("train loss"));
        Assert.Single(screen.Lines, l => l.Contains("a[b]"));
        string[] rows = [.. screen.Lines.Where(l => l.StartsWith('│') && l.Split('│').Length == 10 && int.TryParse(l.Split('│')[1], out _))];
        Assert.Equal(Enumerable.Range(1, 30), rows.Select(r => int.Parse(r.Split('│')[1], CultureInfo.InvariantCulture)));
        Assert.StartsWith("done; 150 steps", screen.Lines[^2]);
        Assert.DoesNotContain(screen.Lines, l => l.Contains("left"));
    }

    [Fact]
    public void The_bar_tells_step_loss_rate_and_remaining_time()
    {
        TerminalDisplay display = Started(live: true);
        display.OnEpochStart(new EpochStarted(1, 2, 0, 100, 0, default));
        _clock.Pass(25);
        display.OnStepEnd(ShownRun.Step(25, 100));
        var screen = Screen.Of(_output.ToString());
        Assert.False(screen.CursorIsVisible);
        Assert.Equal("epoch 1/2 " + new string('━', 40) + " 25/100 loss 0.5 1,234 samples/s 1:15 left, 2:55 in all", screen.Lines[^2]);
        display.Dispose();
        Assert.True(Screen.Of(_output.ToString()).CursorIsVisible);
    }

    [Fact]
    public void Drawing_is_limited_to_ten_times_a_second()
    {
        TerminalDisplay display = Started(live: true);
        display.OnEpochStart(new EpochStarted(1, 2, 0, 1000, 0, default));
        int drawings = 0, length = _output.GetStringBuilder().Length;
        for (int step = 1; step <= 999; step++)
        {
            _clock.Pass(0.003);
            display.OnStepEnd(ShownRun.Step(step, 1000));
            if (_output.GetStringBuilder().Length != length) drawings++;
            length = _output.GetStringBuilder().Length;
        }

        Assert.Equal(29, drawings); // 2.997 s in steps of 34 × 3 ms
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_step_that_draws_nothing_allocates_nothing(bool live)
    {
        TerminalDisplay display = Started(live);
        display.OnEpochStart(new EpochStarted(1, 2, 0, 1000, 0, default));
        StepCompleted step = ShownRun.Step(7, 1000);
        Assert.Equal(0, Allocation.Of(() =>
        {
            for (int i = 0; i < 100; i++) display.OnStepEnd(step);
        }));
    }

    [Fact]
    public void A_run_that_fails_gives_the_cursor_back_and_keeps_the_rows()
    {
        TerminalDisplay display = Display(live: true);
        Assert.Throws<InvalidOperationException>(() => Fit(display, epochs: 3, failing: 2));
        var screen = Screen.Of(_output.ToString());
        Assert.True(screen.CursorIsVisible);
        Assert.Single(screen.Lines, l => l.Contains("train loss"));
        Assert.Contains(screen.Lines, l => l.Contains("the run failed: [red]broken"));
    }

    [Fact]
    public void A_run_that_is_cancelled_says_so()
    {
        using var source = new CancellationTokenSource();
        TerminalDisplay display = Display(live: true);
        Fit(display, epochs: 3, cancel: source);
        var screen = Screen.Of(_output.ToString());
        Assert.True(screen.CursorIsVisible);
        Assert.StartsWith("cancelled; 2 steps", screen.Lines[^2]);
        Assert.Contains(screen.Lines, l => l.Contains("1 (cut short)") || l.Contains("(cut"));
    }

    [Fact]
    public void A_line_of_the_caller_stands_above_the_display()
    {
        TerminalDisplay display = Started(live: true);
        display.WriteLine("[bold]not markup\e[31m");
        display.WriteLine("second");
        string[] lines = Screen.Of(_output.ToString()).Lines;
        int first = Array.IndexOf(lines, "[bold]not markup?[31m");
        Assert.True(first > 0);
        Assert.Equal("second", lines[first + 1]);
        Assert.Single(lines, l => l.Contains("train loss"));
        Assert.Contains("train loss", lines[first + 3]);
        display.Dispose();
    }

    [Fact]
    public void A_display_serves_several_runs_and_summarises_a_network_once()
    {
        var network = new ShownNet(1);
        TerminalDisplay display = Display(live: true);
        Fit(display, epochs: 1, network: network);
        Fit(display, epochs: 1, network: network);
        string[] lines = Screen.Of(_output.ToString()).Lines;
        Assert.Single(lines, l => l.Contains("declared as"));
        Assert.Equal(2, lines.Count(l => l.Contains("train loss")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Where_a_run_is_to_leave_nothing_only_the_summary_stays(bool live)
    {
        Fit(new TerminalDisplay(Console(live), _clock) { AutoClear = true }, epochs: 3, tick: 0.05);
        string[] lines = Screen.Of(_output.ToString()).Lines;
        Assert.DoesNotContain(lines, l => l.Contains("train loss") || l.Contains("done") || l.StartsWith("epoch"));
        Assert.Contains(lines, l => l.Contains("66 parameters"));
        Assert.Equal(live, _output.ToString().Contains("train loss"));
    }

    [Fact]
    public void The_summary_can_be_written_alone()
    {
        IAnsiConsole console = Console(live: false);
        console.Write(NetworkSummary.ToTable(ShownNet.Info, batchSize: 33));
        string text = _output.ToString();
        Assert.Contains("Dense(7)", text);
        Assert.Contains("66 parameters (264 B)", text);
        Assert.Contains("for 33 samples", text);
        Assert.Throws<ArgumentOutOfRangeException>(() => NetworkSummary.ToTable(ShownNet.Info, batchSize: -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => NetworkSummary.ToTable(ShownNet.Info, threads: 0));
    }

    private TerminalDisplay Started(bool live)
    {
        TerminalDisplay display = Display(live);
        display.OnFitStart(ShownRun.Context());
        return display;
    }

    private TrainingReport Fit(TerminalDisplay display, int epochs, double tick = 0, int failing = 0, CancellationTokenSource? cancel = null, ShownNet? network = null)
        => ShownRun.Fit(display, _clock, epochs, tick, failing, cancel, network);

    private TerminalDisplay Display(bool live) => new(Console(live), _clock);

    private IAnsiConsole Console(bool live)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = live ? AnsiSupport.Yes : AnsiSupport.No, Interactive = live ? InteractionSupport.Yes : InteractionSupport.No, ColorSystem = ColorSystemSupport.Standard, Out = new AnsiConsoleOutput(_output),
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
        });
        (console.Profile.Width, console.Profile.Height, console.Profile.Capabilities.Unicode) = (120, 24, true);
        return console;
    }
}
