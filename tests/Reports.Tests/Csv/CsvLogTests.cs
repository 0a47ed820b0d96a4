using System.Globalization;
using System.Text;
using NeuralNet.Gen.Runtime.Tests;
using Xunit;

namespace NeuralNet.Gen.Reports.Tests.Csv;

public sealed class CsvLogTests
{
    private const string Head = "epoch,global_step,loss,learning_rate,val_loss,val_accuracy,seconds,samples_per_second";

    [Fact]
    public void EachEpochIsALineOfItsNumbers()
    {
        using var directory = new TemporaryDirectory();
        var log = new CsvLog(directory["runs/first.csv"]);
        var told = new Told();
        LogRuns.Trainer([log, told], [new NamedMetric("f1", 0.1)], [new NamedMetric("f1", double.NaN)]).Fit(LogRuns.Train(), epochs: 3, LogRuns.Validation());

        List<string[]> rows = Read(log.Path);
        Assert.Equal(["epoch", "global_step", "loss", "learning_rate", "val_loss", "val_accuracy", "f1", "val_f1", "seconds", "samples_per_second"], rows[0]);
        Assert.Equal(4, rows.Count);
        for (int i = 0; i < 3; i++)
        {
            EpochReport report = told.Epochs[i];
            double[] numbers = [.. rows[i + 1].Select(f => double.Parse(f, CultureInfo.InvariantCulture))];
            double[] expected =
            [
                i + 1, (i + 1) * 7, report.TrainLoss, double.Parse(rows[i + 1][3], CultureInfo.InvariantCulture), report.Validation!.Value.Loss, report.Validation.Value.Accuracy!.Value, 0.1, double.NaN,
                report.Elapsed.TotalSeconds, report.SamplesPerSecond,
            ];
            Assert.Equal(expected, numbers);
            Assert.Equal(report.LearningRate, float.Parse(rows[i + 1][3], CultureInfo.InvariantCulture));
        }
    }

    [Fact]
    public void NamesOfMetricsAreQuotedAndUnique()
    {
        using var directory = new TemporaryDirectory();
        var log = new CsvLog(directory["log.csv"]);
        string[] names = ["top 2, of 3", "the \"best\"", "two\r\nlines", "plain", "größe"];
        LogRuns.Trainer([log], [.. names.Select(n => new NamedMetric(n))], [new NamedMetric("accuracy", 0.5)]).Fit(LogRuns.Train(), epochs: 1);

        List<string[]> rows = Read(log.Path);
        Assert.Equal(["epoch", "global_step", "loss", "learning_rate", "val_loss", "val_accuracy", .. names, "val_accuracy (2)", "seconds", "samples_per_second"], rows[0]);
        Assert.Equal(["", "", "0.1", "0.1", "0.1", "0.1", "0.1", ""], rows[1][4..12]);
        Assert.Contains("\"top 2, of 3\",\"the \"\"best\"\"\",\"two\r\nlines\",plain", File.ReadAllText(log.Path), StringComparison.Ordinal);

        // The same names are found again, and the rows behind them.
        Trainer<LargestOfThree> second = LogRuns.Trainer([log], [.. names.Select(n => new NamedMetric(n))], [new NamedMetric("accuracy", 0.5)]);
        second.EpochCount = 1;
        second.Fit(LogRuns.Train(), epochs: 1);
        Assert.Equal(["epoch", "1", "2"], Read(log.Path).Select(r => r[0]));
    }

    [Theory]
    [InlineData(0, "")]
    [InlineData(1, "1")]
    [InlineData(2, "1 2")]
    [InlineData(5, "1 2 3")]
    public void AResumedRunKeepsTheRowsBeforeItsFirstEpoch(int completed, string kept)
    {
        using var directory = new TemporaryDirectory();
        string[] rows = ["1,7,1.5,0.01,,,3,4", "2,14,1.25,0.01,,,3,4", "3,21,1.125,0.01,,,3,4"];
        File.WriteAllText(directory["log.csv"], Head + "\n" + string.Join("\n", rows) + "\n");
        Trainer<LargestOfThree> trainer = LogRuns.Trainer([new CsvLog(directory["log.csv"])]);
        trainer.EpochCount = completed;
        trainer.Fit(LogRuns.Train(), epochs: 2);

        string[] lines = File.ReadAllLines(directory["log.csv"]);
        int[] expected = [.. kept.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];
        Assert.Equal([Head, .. expected.Select(e => rows[e - 1])], lines[..(expected.Length + 1)]);
        Assert.Equal([completed + 1, completed + 2], lines[(expected.Length + 1)..].Select(l => int.Parse(l.Split(',')[0], CultureInfo.InvariantCulture)));
        Assert.Equal(["log.csv"], directory.Names);
    }

    [Fact]
    public void ARunThatIsCutAndResumedLeavesTheRowsOfOneThatWasNot()
    {
        using var directory = new TemporaryDirectory();
        LogRuns.Trainer([new CsvLog(directory["whole.csv"])]).Fit(LogRuns.Train(), epochs: 4, LogRuns.Validation());

        // The checkpoint is of step 10, in the second epoch; the process "dies" in the fourth.
        Trainer<LargestOfThree>? trainer = null;
        var told = new Told
        {
            Then = step =>
            {
                if (step.GlobalStep == 10) trainer!.SaveCheckpoint(directory["last"]);
                if (step.GlobalStep == 23) throw new TimeoutException();
            },
        };
        trainer = LogRuns.Trainer([new CsvLog(directory["cut.csv"]), told]);
        Assert.Throws<TimeoutException>(() => trainer.Fit(LogRuns.Train(), epochs: 4, LogRuns.Validation()));
        Assert.Equal(4, Read(directory["cut.csv"]).Count);
        Trainer<LargestOfThree> second = LogRuns.Trainer([new CsvLog(directory["cut.csv"])]);
        second.Resume(directory["last"]);
        second.Fit(LogRuns.Train(), epochs: 4 - second.EpochCount, LogRuns.Validation());

        // All but the speed.
        Assert.Equal(Read(directory["whole.csv"]).Select(r => string.Join(",", r[..6])), Read(directory["cut.csv"]).Select(r => string.Join(",", r[..6])));
    }

    [Theory]
    [InlineData("\n2,14,1.2")]
    [InlineData("\n1")]
    [InlineData("\n\n")]
    public void ALineThatWasCutIsDropped(string tail)
    {
        using var directory = new TemporaryDirectory();
        File.WriteAllText(directory["log.csv"], Head + "\n1,7,1.5,0.01,,,3,4" + tail);
        Trainer<LargestOfThree> trainer = LogRuns.Trainer([new CsvLog(directory["log.csv"])]);
        trainer.EpochCount = 2;
        trainer.Fit(LogRuns.Train(), epochs: 1);
        Assert.Equal(["epoch", "1", "3"], Read(directory["log.csv"]).Select(r => r[0]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\r\n")]
    [InlineData(Head)]
    [InlineData(Head + "\r\n")]
    public void AFileWithoutRowsIsBegun(string content)
    {
        using var directory = new TemporaryDirectory();
        File.WriteAllText(directory["log.csv"], content);
        LogRuns.Trainer([new CsvLog(directory["log.csv"])]).Fit(LogRuns.Train(), epochs: 1);
        List<string[]> rows = Read(directory["log.csv"]);
        Assert.Equal(Head, string.Join(",", rows[0]));
        Assert.Equal("1", rows[1][0]);
        Assert.Equal(2, rows.Count);
    }

    [Theory]
    [InlineData("epoch,loss\n1,0.5\n", "epoch,loss")]
    [InlineData("epoch,global_step,loss,learning_rate,val_loss,val_accuracy,f1,seconds,samples_per_second\n", "val_accuracy,f1,seconds")]
    [InlineData("no log", "no log")]
    public void OtherColumnsAreAnErrorAndTheFileStays(string content, string found)
    {
        using var directory = new TemporaryDirectory();
        string path = directory["log.csv"];
        File.WriteAllText(path, content);
        var told = new Told();
        DataFormatException error = Assert.Throws<DataFormatException>(() => LogRuns.Trainer([told, new CsvLog(path)]).Fit(LogRuns.Train(), epochs: 1));
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Contains(found, error.Message, StringComparison.Ordinal);
        Assert.Contains($"'{Head}' are expected", error.Message, StringComparison.Ordinal);
        Assert.Equal(content, File.ReadAllText(path));
        Assert.Empty(told.Steps);
    }

    [Theory]
    [InlineData("one,7,1.5,0.01,,,3,4", "'one'")]
    [InlineData("1,7,1.5", "3 fields")]
    [InlineData("-1,7,1.5,0.01,,,3,4", "'-1'")]
    public void ARowThatIsNoneIsAnErrorAndTheFileStays(string row, string found)
    {
        using var directory = new TemporaryDirectory();
        string content = $"{Head}\n1,7,1.5,0.01,,,3,4\n{row}\n", path = directory["log.csv"];
        File.WriteAllText(path, content);
        DataFormatException error = Assert.Throws<DataFormatException>(() => LogRuns.Trainer([new CsvLog(path)]).Fit(LogRuns.Train(), epochs: 1));
        Assert.Contains(found, error.Message, StringComparison.Ordinal);
        Assert.Contains("record 3", error.Message, StringComparison.Ordinal);
        Assert.Equal(content.IndexOf(row, Head.Length + 20, StringComparison.Ordinal), error.Offset);
        Assert.Equal(content, File.ReadAllText(path));
    }

    [Fact]
    public void LinesAreThereAfterEachEpochAndACutEpochHasNone()
    {
        using var directory = new TemporaryDirectory();
        var log = new CsvLog(directory["log.csv"]);
        List<int> counts = [];
        var told = new Told
        {
            Then = step =>
            {
                if (step.Step == 1) counts.Add(File.ReadAllLines(log.Path).Length);
                if (step.GlobalStep == 16) throw new TimeoutException();
            },
        };
        Assert.Throws<TimeoutException>(() => LogRuns.Trainer([log, told]).Fit(LogRuns.Train(), epochs: 4));
        Assert.Equal([1, 2, 3], counts);
        Assert.Equal(["epoch", "1", "2"], Read(log.Path).Select(r => r[0]));
    }

    [Fact]
    public void StepsAllocateNothing()
    {
        using var directory = new TemporaryDirectory();
        Assert.Equal(0, LogRuns.AllocationOfSteps(new CsvLog(directory["log.csv"])));
    }

    /// <summary>A reader of RFC 4180 that splits at the quotes: every second piece is quoted.</summary>
    private static List<string[]> Read(string path)
    {
        const char comma = '\u0001', line = '\u0002';
        var flat = new StringBuilder();
        string[] pieces = File.ReadAllText(path).Replace("\"\"", "\u0003", StringComparison.Ordinal).Split('"');
        for (int i = 0; i < pieces.Length; i++) flat.Append(i % 2 == 1 ? pieces[i] : pieces[i].Replace(',', comma).Replace('\n', line));
        string[] rows = flat.Replace('\u0003', '"').ToString().Split(line);
        Assert.Equal("", rows[^1]);
        return [.. rows[..^1].Select(r => r.TrimEnd('\r').Split(comma))];
    }
}
