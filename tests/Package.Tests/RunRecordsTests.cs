using System.Globalization;
using System.Text.RegularExpressions;

namespace NeuralNet.Gen.Package.Tests;

/// <summary>The options that record, save and resume a run, in the samples as built beside these tests, run by the JIT.</summary>
public sealed class RunRecordsTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("run-records-").FullName;

    [Fact]
    public void ARunOfThreeEpochsAndOneThatWasResumedLeaveTheSameRecordsInLessThanTwentyMegabytes()
    {
        string whole = Path.Combine(_directory, "whole"), parts = Path.Combine(_directory, "parts");
        string Epochs(string directory, int epochs, params string[] more) => MnistProgram.Run(
        [
            "--epochs", epochs.ToString(CultureInfo.InvariantCulture), "--report", Path.Combine(directory, "run.html"), "--tensorboard", Path.Combine(directory, "events"), "--csv", Path.Combine(directory, "run.csv"),
            "--threads", "1", .. more,
        ]).Expect().ParametersHash;
        string once = Epochs(whole, 3, "--checkpoint", Path.Combine(whole, "checkpoints"));
        Epochs(parts, 2, "--checkpoint", Path.Combine(parts, "checkpoints"));
        Assert.Equal(once, Epochs(parts, 3, "--resume", Path.Combine(parts, "checkpoints")));

        Assert.InRange(Directory.EnumerateFiles(whole, "*", SearchOption.AllDirectories).Sum(f => new FileInfo(f).Length), 1, 20_000_000);
        foreach (string directory in (string[])[whole, parts])
        {
            string page = File.ReadAllText(Path.Combine(directory, "run.html"));
            Assert.Equal(3, Regex.Count(page, "<circle data-epoch=\"[123]\" data-series=\"train loss\""));
            Assert.Equal(100, Regex.Count(Regex.Match(page, "<table class=\"confusion\">.*?</table>", RegexOptions.Singleline).Value, "<td[^>]*>[0-9,]+</td>"));
            Assert.True(Regex.Count(page, "src=\"data:image/bmp;base64,") > 12, "no pictures of digits");
            Assert.NotEmpty(Directory.GetFiles(Path.Combine(directory, "events"), "events.out.tfevents.*"));
        }

        // All but the last two columns, which tell of time.
        static IEnumerable<string> Rows(string directory) => File.ReadLines(Path.Combine(directory, "run.csv")).Select(row => string.Join(',', row.Split(',')[..^2]));
        Assert.Equal(4, Rows(whole).Count());
        Assert.Equal(Rows(whole), Rows(parts));
    }

    [Theory]
    [InlineData("Tabular", @"^fold [12]/2: 2 epochs, accuracy 0\.\d{4}, AUROC 0\.\d{4}$")]
    [InlineData("Forecast", @"^fold [12]/2: 2 epochs on \d+ windows; MAE \d+\.\d{3}, RMSE \d+\.\d{3}; the last value again: MAE \d+\.\d{3}, RMSE \d+\.\d{3}$")]
    public void EveryFoldHasRecordsOfItsOwn(string sample, string line)
    {
        string checkpoints = Path.Combine(_directory, "checkpoints");
        string[] run = ["--folds", "2", "--epochs", "2", "--threads", "1", "--report", Path.Combine(_directory, "run.html"), "--csv", Path.Combine(_directory, "run.csv")];
        ProgramRun first = Run(sample, [.. run, "--checkpoint", checkpoints]).Expect();
        Assert.Equal(2, first.Lines.Count(l => Regex.IsMatch(l, line)));
        foreach (string fold in (string[])["fold-1", "fold-2"])
        {
            Assert.Contains("finished", File.ReadAllText(Path.Combine(_directory, $"run-{fold}.html")), StringComparison.Ordinal);
            Assert.Equal(3, File.ReadLines(Path.Combine(_directory, $"run-{fold}.csv")).Count());
        }

        // Nothing is left to do: the same figures.
        Assert.Equal(first.Lines, Run(sample, [.. run, "--resume", checkpoints]).Expect().Lines);

        // Other options are named as they are typed.
        string[] other = [.. run[..3], "3", .. run[4..], "--resume", checkpoints, "--batch", "16"];
        ProgramRun refused = Run(sample, other).Expect(1);
        Assert.Matches("^error: .*fold-1.last.json: the checkpoint is of a run with other options", refused.Error);
        Assert.Contains("--batch: 32 in the checkpoint; 16 here", refused.Error, StringComparison.Ordinal);
        Assert.Contains("the schedule is another: give --epochs and --lr as they were", refused.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("allowOtherSettings", refused.Error, StringComparison.Ordinal);
        Assert.Matches("^error: --resume .*nowhere: there is no checkpoint ", Run(sample, "--resume", Path.Combine(_directory, "nowhere")).Expect(1).Error);
        Assert.Matches("^" + sample + ": --folds: found 'many'; a whole number from ", Run(sample, "--folds", "many").Expect(2).Error);
        Assert.Matches("^error: .*nowhere.csv", Run(sample, "--data", "nowhere.csv").Expect(1).Error);
    }

    [Theory]
    [InlineData("Tabular", "encoder", @"^2000 rows: accuracy 0\.\d{4}, AUROC 0\.\d{4}$")]
    [InlineData("Forecast", "scaler", @"^1929 windows; MAE \d+\.\d{3}, RMSE \d+\.\d{3}; the last value again: MAE \d+\.\d{3}, RMSE \d+\.\d{3}$")]
    public void TheSavedNetworkIsOneThatSawEverythingAndLoadMeasuresIt(string sample, string fitted, string line)
    {
        string file = Path.Combine(_directory, "net.safetensors");
        string[] run = ["--folds", "2", "--epochs", "2", "--threads", "1"];
        ProgramRun saved = Run(sample, [.. run, "--save", file]).Expect();
        ProgramRun folds = Run(sample, run).Expect();
        Assert.Equal(folds.Lines, saved.Lines[..folds.Lines.Length]);
        Assert.Contains($"saved {file}", saved.Lines[^2], StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(_directory, $"net.{fitted}.json")));

        ProgramRun loaded = Run(sample, "--load", file, "--seed", "7").Expect();
        Assert.Equal(saved.ParametersHash, loaded.ParametersHash);
        Assert.Matches(line, loaded.Lines[0]);
        Assert.Equal(2, loaded.Lines.Length);

        Assert.Matches($"^{sample}: --csv: goes without --load", Run(sample, "--load", file, "--csv", "x.csv").Expect(2).Error);
        Assert.Matches($"^{sample}: --save: goes without --load", Run(sample, "--load", file, "--save", file).Expect(2).Error);
        File.Delete(Path.Combine(_directory, $"net.{fitted}.json"));
        Assert.Matches($"^error: .*net.{fitted}.json", Run(sample, "--load", file).Expect(1).Error);
    }

    [Fact]
    public void AForecastBeatsTheLastValueInEveryFold()
    {
        ProgramRun run = Run("Forecast", "--threads", "1").Expect();
        string[] folds = [.. run.Lines.Where(line => line.StartsWith("fold ", StringComparison.Ordinal))];
        foreach (string line in folds)
        {
            double[] errors = [.. Regex.Matches(line, @"(?:MAE|RMSE) (\d+\.\d+)").Select(m => double.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture))];
            Assert.Equal(4, errors.Length);
            Assert.True(errors[0] < 0.5 * errors[2] && errors[1] < 0.5 * errors[3], line);
        }

        Assert.Equal(3, folds.Length);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private static ProgramRun Run(string sample, params string[] arguments) => ProgramRun.Start("dotnet", [Path.Combine(AppContext.BaseDirectory, sample + ".dll"), .. arguments]);
}
