using NeuralNet.Gen.Runtime.Tests;
using Xunit;

namespace NeuralNet.Gen.Reports.Tests.Html;

/// <summary>What the file says when a run ends in other ways than by its last epoch, and while it goes on.</summary>
public sealed class HtmlReportEndingsTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private string Report => _directory["run.html"];

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_cancelled_run_says_so_and_shows_the_epoch_that_was_cut_short()
    {
        using var source = new CancellationTokenSource();
        var told = new Told { Then = step => { if (step.GlobalStep == LogRuns.Steps + 3) source.Cancel(); } };
        LogRuns.Trainer([told, new HtmlReport(Report)]).Fit(LogRuns.Train(), 4, LogRuns.Validation(), cancellationToken: source.Token);

        string page = File.ReadAllText(Report);
        Assert.Contains("<b id=\"outcome\">cancelled</b>", page, StringComparison.Ordinal);
        Assert.Contains("<td>2 (cut short)</td>", page, StringComparison.Ordinal);
        Assert.Equal([1, 2], EpochsOf(page, "train loss"));
        Assert.Equal([1], EpochsOf(page, "validation loss"));
    }

    [Fact]
    public void A_stopped_run_gives_its_reason()
    {
        var told = new Told();
        told = new Told { Then = step => { if (step.GlobalStep == 2 * LogRuns.Steps) told.Context!.Stop("good <enough>"); } };
        LogRuns.Trainer([told, new HtmlReport(Report)]).Fit(LogRuns.Train(), 4);

        string page = File.ReadAllText(Report);
        Assert.Contains("<b id=\"outcome\">stopped: good &lt;enough&gt;</b>", page, StringComparison.Ordinal);
        Assert.Equal([1, 2], EpochsOf(page, "train loss"));
    }

    [Fact]
    public void A_run_that_is_cancelled_before_its_first_step_has_a_page()
    {
        LogRuns.Trainer([new HtmlReport(Report)]).Fit(LogRuns.Train(), 4, cancellationToken: new CancellationToken(canceled: true));

        Assert.Contains("<b id=\"outcome\">cancelled</b>", File.ReadAllText(Report), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Predictions_are_of_the_best_weights_wherever_early_stopping_stands(bool reportFirst)
    {
        Trainer<LargestOfThree>? trainer = null;
        List<string> shown = [];
        var report = new HtmlReport(Report)
        {
            Predictions = () =>
            {
                shown.Add(ParametersHash.Sha256(trainer!.Network));
                return [new SamplePrediction("a", "b")];
            },
        };

        // The first epoch is the best, and the second ends the run.
        var early = new EarlyStopping { Monitor = Monitored.TrainMetric("falling"), Patience = 1 };
        var after = new WeightsAfterEpochs();
        trainer = LogRuns.Trainer(reportFirst ? [report, early, after] : [early, after, report], [new Falling()]);
        trainer.Fit(LogRuns.Train(), 9, LogRuns.Validation());

        Assert.Equal((2, 1), (after.Hashes.Count, early.BestEpoch));
        Assert.NotEqual(after.Hashes[0], after.Hashes[1]);
        Assert.Equal([after.Hashes[0]], shown);
        Assert.Equal(after.Hashes[0], ParametersHash.Sha256(trainer.Network));
    }

    /// <summary>Less in every epoch.</summary>
    private sealed class Falling : Metrics.Metric
    {
        private int _epochs;

        public override string Name => "falling";

        public override bool HigherIsBetter => true;

        public override double Value => -_epochs;

        public override void Reset() => _epochs++;

        public override void Update(ReadOnlySpan<float> predictions, ReadOnlySpan<int> labels)
        {
        }
    }

    private sealed class WeightsAfterEpochs : TrainerCallback
    {
        private FitContext? _run;

        public List<string> Hashes { get; } = [];

        public override void OnFitStart(FitContext context) => _run = context;

        public override void OnEpochEnd(EpochReport report) => Hashes.Add(ParametersHash.Sha256(_run!.Network));
    }

    [Fact]
    public void The_file_is_whole_after_every_epoch()
    {
        List<int> seen = [];
        var told = new Told
        {
            Then = step =>
            {
                if (step.Step != 1 || step.Epoch == 1) return;
                string page = File.ReadAllText(Report);
                Assert.EndsWith("</html>\n", page, StringComparison.Ordinal);
                Assert.Contains("<b id=\"outcome\">running</b>", page, StringComparison.Ordinal);
                seen.Add(EpochsOf(page, "train loss").Length);
            },
        };
        LogRuns.Trainer([new HtmlReport(Report) { Interval = TimeSpan.Zero }, told]).Fit(LogRuns.Train(), 4);

        Assert.Equal([1, 2, 3], seen);
    }

    [Fact]
    public void A_reader_that_has_the_file_open_keeps_what_it_opened()
    {
        LogRuns.Trainer([new HtmlReport(Report)]).Fit(LogRuns.Train(), 1);
        string before = File.ReadAllText(Report);
        using var reader = new FileStream(Report, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        LogRuns.Trainer([new HtmlReport(Report)]).Fit(LogRuns.Train(), 3);

        Assert.Equal(before, new StreamReader(reader).ReadToEnd());
        Assert.Equal([1, 2, 3], EpochsOf(File.ReadAllText(Report), "train loss"));
    }

    [Fact]
    public void A_process_that_dies_between_two_writes_leaves_the_epochs_of_its_checkpoint()
    {
        // What lies on the disk in the fourth epoch is what a killed process leaves.
        string running = _directory["running.html"], checkpoints = _directory["checkpoints"], kept = _directory["kept"];
        var interval = TimeSpan.FromHours(1);
        var killed = new Told
        {
            Then = step =>
            {
                if (step.Epoch != 4 || step.Step != 1) return;
                File.Copy(running, Report);
                Directory.CreateDirectory(kept);
                foreach (string file in Directory.GetFiles(checkpoints)) File.Copy(file, Path.Combine(kept, Path.GetFileName(file)));
            },
        };
        LogRuns.Trainer([new HtmlReport(running) { Interval = interval }, new ModelCheckpoint(checkpoints) { KeepBest = 0 }, killed]).Fit(LogRuns.Train(), 5);

        var checkpoint = new ModelCheckpoint(kept) { KeepBest = 0 };
        Trainer<LargestOfThree> resumed = LogRuns.Trainer([new HtmlReport(Report) { Interval = interval }, checkpoint]);
        resumed.Resume(checkpoint.LastPath);
        resumed.Fit(LogRuns.Train(), 2);
        Assert.Equal([1, 2, 3, 4, 5], EpochsOf(File.ReadAllText(Report), "train loss"));
    }

    [Theory]
    [InlineData(0, double.Epsilon)]
    [InlineData(-double.MaxValue, double.MaxValue)]
    [InlineData(1, 1.0000000000000002)]
    public void Two_numbers_of_any_distance_can_be_drawn(double first, double second)
    {
        var page = new System.Text.StringBuilder();
        new Chart("odd", "epoch", [new Curve("odd", [1, 2], [first, second], Marked: true)]).Write(page);

        Assert.DoesNotMatch("(cx|cy|x1|y1|x|y)=\"[^\"]*(NaN|Infinity|∞)", page.ToString());
    }

    [Fact]
    public void A_name_that_is_no_valid_text_does_not_end_the_run()
    {
        LogRuns.Trainer([new HtmlReport(Report)], null, [new NamedMetric("half \ud83d of a pair")]).Fit(LogRuns.Train(), 2, LogRuns.Validation());

        Assert.Equal([1, 2], EpochsOf(File.ReadAllText(Report), "train loss"));
    }

    private static double[] EpochsOf(string page, string series) => [.. Drawing.MarksOf(page).Where(m => m.Series == series).Select(m => m.Epoch)];
}
