using System.Text.RegularExpressions;
using NeuralNet.Gen.Metrics;
using NeuralNet.Gen.Runtime.Tests;
using Xunit;

namespace NeuralNet.Gen.Reports.Tests.Html;

public sealed class HtmlReportTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private string File => System.IO.Path.Combine(_directory.Path, "made", "run.html");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void The_memory_is_told_buffer_by_buffer_where_it_is_unfolded()
    {
        LogRuns.Trainer([new HtmlReport(File)]).Fit(LogRuns.Train(), 1);
        string page = System.IO.File.ReadAllText(File), memory = page[page.IndexOf("<details id=\"memory\">", StringComparison.Ordinal)..page.IndexOf("</details>", StringComparison.Ordinal)];
        // Five numbers: 16 places for a batch of 8 in training and for the loss, and a block of 64 in a prediction.
        Assert.Equal(["320", "320", "1,280"], Regex.Matches(memory, "<tr><td class=\"t\">tanh: tanh</td><td>[0-9,]+</td><td>([0-9,]+)</td>").Select(m => m.Groups[1].Value));
        BufferPlan plan = LargestOfThree.Info.Memory;
        Assert.Equal(plan.Training.Length + plan.Loss.Length + plan.Prediction.Length, Regex.Count(memory, "<tr><td"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(61)]
    public void Curves_have_a_mark_for_each_epoch_at_its_value(int epochs)
    {
        var told = new Told();
        LogRuns.Trainer([told, new HtmlReport(File)], [new Accuracy()], [new ConfusionMatrix(3)]).Fit(LogRuns.Train(), epochs, LogRuns.Validation());

        List<Mark> marks = Drawing.MarksOf(System.IO.File.ReadAllText(File));
        (string Name, Func<EpochReport, double> Value)[] series =
        [
            ("train loss", e => e.TrainLoss), ("validation loss", e => e.Validation!.Value.Loss), ("validation accuracy", e => e.Validation!.Value.Accuracy!.Value),
            ("train accuracy", e => e.Metrics[0].Value), ("learning rate", e => e.LearningRate),
        ];
        foreach ((string name, Func<EpochReport, double> value) in series)
        {
            Mark[] own = [.. marks.Where(m => m.Series == name)];
            Assert.Equal(epochs, own.Length);
            double[] values = [.. told.Epochs.Select(value)];
            // A place on the paper is good to a thousandth of a unit of some two hundred.
            double tolerance = (1e-4 * (values.Max() - values.Min())) + (1e-4 * Math.Abs(values.Max()));
            for (int i = 0; i < epochs; i++)
            {
                Assert.Equal(told.Epochs[i].Epoch, own[i].Epoch);
                Assert.Equal(own[i].Epoch, own[i].X, 0.01);
                Assert.Equal(values[i], own[i].Y, tolerance);
            }
        }
    }

    [Fact]
    public void The_page_holds_matrix_settings_network_and_machine()
    {
        var matrix = new ConfusionMatrix(3);
        Trainer<LargestOfThree> trainer = LogRuns.Trainer([new HtmlReport(File) { ClassNames = ["first", "second"] }], null, [matrix]);
        trainer.Fit(LogRuns.Train(), 2, LogRuns.Validation());

        string page = System.IO.File.ReadAllText(File), table = Regex.Match(page, "<table class=\"confusion\">.*?</table>", RegexOptions.Singleline).Value;
        long[] cells = [.. Regex.Matches(table, "<td[^>]*>([0-9]+)</td>").Select(m => long.Parse(m.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture))];
        Assert.Equal(from actual in Enumerable.Range(0, 3) from predicted in Enumerable.Range(0, 3) select matrix[actual, predicted], cells);
        Assert.Equal(LogRuns.ValidationSamples, cells.Sum());
        // The third class has no name: its number stands there.
        Assert.Equal(["first", "second", "2"], Regex.Matches(table, "<th class=\"t\">([^<]*)</th>").Select(m => m.Groups[1].Value));
        foreach (string expected in (string[])["LargestOfThree", "<td class=\"t\">Adam</td>", "batch size", "clip norm", "finished", "seed<b>3</b>", "4 of", "0.9"])
            Assert.Contains(expected == "4 of" ? "2 of 2" : expected, page, StringComparison.Ordinal);
        Assert.DoesNotContain("://", page, StringComparison.Ordinal);
        Assert.Equal(1, Regex.Count(page, "<script"));
    }

    [Fact]
    public void Accuracy_that_is_asked_for_is_drawn_once()
    {
        var told = new Told();
        LogRuns.Trainer([told, new HtmlReport(File)], [new Accuracy()], [new Accuracy(), new F1Score(3)]).Fit(LogRuns.Train(), 3, LogRuns.Validation());

        string page = System.IO.File.ReadAllText(File);
        List<Mark> marks = Drawing.MarksOf(page);
        Assert.Equal(3, marks.Count(m => m.Series == "validation accuracy"));
        Assert.Equal(3, marks.Count(m => m.Series == "train accuracy"));
        Assert.DoesNotContain("(2)", page, StringComparison.Ordinal);

        // What stands behind it is still there.
        Assert.Equal(3, marks.Count(m => m.Series == "validation " + told.Epochs[0].Validation!.Value.Metrics[1].Name));
    }

    [Fact]
    public void The_head_shows_the_last_figures_beside_the_best()
    {
        var told = new Told();
        LogRuns.Trainer([told, new HtmlReport(File)]).Fit(LogRuns.Train(), 12, LogRuns.Validation());

        string head = Regex.Match(System.IO.File.ReadAllText(File), "<div class=\"facts\">.*?<h2>", RegexOptions.Singleline).Value;
        double[] losses = [.. told.Epochs.Select(e => e.Validation!.Value.Loss)], accuracies = [.. told.Epochs.Select(e => e.Validation!.Value.Accuracy!.Value)];
        int least = Array.IndexOf(losses, losses.Min()), most = Array.IndexOf(accuracies, accuracies.Max());
        foreach (string expected in (string[])
        [
            FormattableString.Invariant($"last validation loss<b>{losses[^1]:G5} (epoch 12)</b>"), FormattableString.Invariant($"last validation accuracy<b>{accuracies[^1]:G5} (epoch 12)</b>"),
            FormattableString.Invariant($"best validation loss<b>{losses[least]:G5} (epoch {least + 1})</b>"), FormattableString.Invariant($"best validation accuracy<b>{accuracies[most]:G5} (epoch {most + 1})</b>"),
        ])
            Assert.Contains(expected, head, StringComparison.Ordinal);

        // Without validation data there is nothing to show.
        LogRuns.Trainer([new HtmlReport(File)]).Fit(LogRuns.Train(), 2);
        Assert.DoesNotMatch("(last|best) validation", System.IO.File.ReadAllText(File));
    }

    [Fact]
    public void What_comes_from_outside_is_text_and_not_markup()
    {
        const string Hostile = "</script><script>alert('1')</script>&\"";
        LogRuns.Trainer([new HtmlReport(File)
        {
            Title = Hostile,
            ClassNames = [Hostile],
            Predictions = () => [new SamplePrediction(Hostile, Hostile) { Text = Hostile, Confidence = 0.5, Picture = SamplePicture.FromUnit(1, 2, [0, 1]) }],
        }], null, [new NamedMetric(Hostile), new ConfusionMatrix(3)]).Fit(LogRuns.Train(), 2, LogRuns.Validation());

        string page = System.IO.File.ReadAllText(File);
        Assert.Equal(1, Regex.Count(page, "<script"));
        Assert.Equal(1, Regex.Count(page, "</script"));
        Assert.DoesNotContain("alert('", page, StringComparison.Ordinal);
        Assert.Equal(2, Drawing.MarksOf(page).Count(m => m.Series == "validation " + Hostile));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.MaxValue)]
    [InlineData(-1e-300)]
    [InlineData(0)]
    public void Any_number_can_be_drawn(double value)
    {
        LogRuns.Trainer([new HtmlReport(File)], null, [new NamedMetric("odd", value)]).Fit(LogRuns.Train(), 2, LogRuns.Validation());

        string page = System.IO.File.ReadAllText(File);
        Assert.DoesNotMatch("(cx|cy|x1|y1|x|y)=\"[^\"]*(NaN|Infinity|∞)", page);
        Assert.Equal(double.IsFinite(value) ? 2 : 0, Drawing.MarksOf(page).Count(m => m.Series == "validation odd"));
        Assert.Equal(double.IsFinite(value) ? 0 : 2, Regex.Count(page, "class=\"lost\" data-epoch=\"[12]\" data-series=\"validation odd\""));
    }

    [Fact]
    public void A_run_that_goes_on_keeps_the_epochs_before()
    {
        LogRuns.Trainer([new HtmlReport(File)]).Fit(LogRuns.Train(), 2, LogRuns.Validation());
        List<Mark> before = Drawing.MarksOf(System.IO.File.ReadAllText(File));

        // The same trainer, and another process's, which knows of the first epochs from the file alone.
        Trainer<LargestOfThree> trainer = LogRuns.Trainer([new HtmlReport(File)]);
        trainer.Fit(LogRuns.Train(), 1, LogRuns.Validation());
        string checkpoint = System.IO.Path.Combine(_directory.Path, "one");
        trainer.SaveCheckpoint(checkpoint);
        Assert.Equal(1, Epochs());
        trainer.Fit(LogRuns.Train(), 1, LogRuns.Validation());
        Assert.Equal(2, Epochs());

        Trainer<LargestOfThree> resumed = LogRuns.Trainer([new HtmlReport(File)]);
        resumed.Resume(checkpoint);
        resumed.Fit(LogRuns.Train(), 1, LogRuns.Validation());
        List<Mark> after = Drawing.MarksOf(System.IO.File.ReadAllText(File));
        Assert.Equal(before, after);

        // A new run begins anew.
        LogRuns.Trainer([new HtmlReport(File)]).Fit(LogRuns.Train(), 1);
        Assert.Equal(1, Epochs());
    }

    [Theory]
    [InlineData("")]
    [InlineData("something else")]
    [InlineData("<script type=\"application/json\" id=\"neuralnet-epochs\">{\"network\":\"LargestOfThree\",\"epochs\":[{\"epoch\":1}]}</script>")]
    [InlineData("<script type=\"application/json\" id=\"neuralnet-epochs\">[1,2</script>")]
    public void A_file_without_epochs_is_replaced(string content)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(File)!);
        System.IO.File.WriteAllText(File, content);
        Trainer<LargestOfThree> trainer = LogRuns.Trainer([new HtmlReport(File)]);
        trainer.Fit(LogRuns.Train(), 1);
        Assert.Equal(1, Epochs());
    }

    [Fact]
    public void A_failed_run_is_reported_too()
    {
        var failing = new Told { Then = step => { if (step.GlobalStep == LogRuns.Steps + 2) throw new InvalidOperationException("out of <luck>"); } };
        Assert.Throws<InvalidOperationException>(() => LogRuns.Trainer([failing, new HtmlReport(File)]).Fit(LogRuns.Train(), 3));
        Assert.Contains("failed: out of &lt;luck&gt;", System.IO.File.ReadAllText(File), StringComparison.Ordinal);
        Assert.Equal(1, Epochs());
    }

    [Fact]
    public void Nothing_but_the_report_is_left_and_steps_allocate_nothing()
    {
        Assert.Equal(0, LogRuns.AllocationOfSteps(new HtmlReport(File) { Interval = TimeSpan.Zero }));
        Assert.Equal([File], Directory.GetFiles(System.IO.Path.GetDirectoryName(File)!));
    }

    [Fact]
    public void A_picture_has_as_many_numbers_as_its_sides_say()
    {
        ArgumentException fault = Assert.Throws<ArgumentException>(() => new SamplePicture(3, 2, new byte[7]));
        Assert.Contains("7 numbers for a picture of 3 x 2; 6 (grey) or 18", fault.Message, StringComparison.Ordinal);
        // Blue, green, red, and rows of a multiple of four bytes.
        byte[] file = Convert.FromBase64String(new SamplePicture(1, 2, [1, 2, 3, 4, 5, 6]).ToDataUri()["data:image/bmp;base64,".Length..]);
        Assert.Equal([3, 2, 1, 0, 6, 5, 4, 0], file[54..]);
    }

    private int Epochs() => Drawing.MarksOf(System.IO.File.ReadAllText(File)).Count(m => m.Series == "train loss");
}
