using System.Globalization;
using System.Text.RegularExpressions;

namespace NeuralNet.Gen.Package.Tests;

/// <summary>The CharGpt sample as built beside these tests, run by the JIT.</summary>
public sealed class CharGptSampleTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("chargpt-sample-").FullName;

    [Fact]
    public void ItLearnsWritesAndEndsWithHashAndValidationLoss()
    {
        ProgramRun run = Run("--steps", "120", "--sample", "40").Expect();
        Assert.Matches(@"^epoch 1/1: train loss \d\.\d+, lr \S+, val loss \d\.\d+, val accuracy \d+\.\d\d%, seconds \d+\.\d, samples/s [\d,]+$", run.Lines[0]);
        Assert.Matches("^done; 120 steps in .* samples/s$", run.Lines[1]);
        Assert.Matches("^parameters sha256: [0-9a-f]{64}$", run.Lines[^2]);
        Assert.Matches(@"^validation loss: \d\.\d{3}$", run.Lines[^1]);
        Assert.DoesNotContain('\e', run.Output);
        Assert.Equal("", run.Error);

        // 65 characters drawn blindly are ln 65 = 4.17 nats each; their frequencies alone bring 3 or so.
        Assert.InRange(double.Parse(run.After("validation loss: "), CultureInfo.InvariantCulture), 1.5, 2.9);
    }

    [Fact]
    public void EveryNumberOfThreadsGivesTheSameTextAndParameters()
    {
        string[] arguments = ["--steps", "3", "--limit", "3000", "--batch", "5", "--sample", "80"];
        string[] one = Run([.. arguments, "--threads", "1"]).Expect().Lines[2..], three = Run([.. arguments, "--threads", "3"]).Expect().Lines[2..];
        Assert.Equal(one, three);
    }

    [Fact]
    public void SavedParametersLoadAndADirectoryWithInputTxtIsTaken()
    {
        string file = Path.Combine(_directory, "gpt.safetensors");
        ProgramRun saved = Run("--steps", "2", "--limit", "2000", "--sample", "0", "--save", file).Expect();
        Assert.Contains($"saved {file}", saved.Lines);

        string text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "text", "pride-and-prejudice.txt"))[..2000];
        File.WriteAllText(Path.Combine(_directory, "input.txt"), text.Replace("\n", "\r\n", StringComparison.Ordinal));
        ProgramRun loaded = Run("--steps", "0", "--data", _directory, "--sample", "0", "--seed", "7", "--load", file).Expect();
        Assert.Equal(saved.ParametersHash, loaded.ParametersHash);
        Assert.Equal(saved.After("validation loss: "), loaded.After("validation loss: "));
    }

    [Fact]
    public void ARunThatWasInterruptedInAnEpochEndsInTheBitsAndRecordsOfOneThatWasNot()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are sent with kill");
        string whole = Path.Combine(_directory, "whole"), parts = Path.Combine(_directory, "parts");
        string[] Arguments(string directory, params string[] more) =>
        [
            Path.Combine(AppContext.BaseDirectory, "CharGpt.dll"), "--steps", "600", "--batch", "1", "--limit", "3000", "--sample", "20", "--threads", "1", "--report", Path.Combine(directory, "run.html"),
            "--csv", Path.Combine(directory, "run.csv"), "--tensorboard", Path.Combine(directory, "events"), .. more,
        ];
        ProgramRun once = ProgramRun.Start("dotnet", Arguments(whole, "--checkpoint", Path.Combine(whole, "checkpoints"))).Expect();

        // Ctrl+C when the first epoch is over: the run ends at some step of the second.
        string checkpoints = Path.Combine(parts, "checkpoints");
        ProgramRun cut = ProgramRun.Start("dotnet", Arguments(parts, "--checkpoint", checkpoints), null, null, (process, line) =>
        {
            if (line.StartsWith("epoch 1/3", StringComparison.Ordinal)) System.Diagnostics.Process.Start("kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)]).WaitForExit();
        }).Expect(130);
        int steps = int.Parse(Regex.Match(cut.Output, "^cancelled; ([0-9]+) steps", RegexOptions.Multiline).Groups[1].Value, CultureInfo.InvariantCulture);
        Assert.InRange(steps, 250, 599);
        Assert.NotEqual(once.ParametersHash, cut.ParametersHash);
        ProgramRun rest = ProgramRun.Start("dotnet", Arguments(parts, "--resume", checkpoints)).Expect();
        Assert.Contains($"{600 - steps} steps in ", rest.Output, StringComparison.Ordinal);
        Assert.Equal(once.ParametersHash, rest.ParametersHash);
        static string Result(ProgramRun run) => run.Output[run.Output.LastIndexOf(" samples/s", StringComparison.Ordinal)..];
        Assert.Equal(Result(once), Result(rest));

        // 250, 250 and 100 steps; all but the last two columns, which tell of time.
        static string[] Rows(string directory) => [.. File.ReadLines(Path.Combine(directory, "run.csv")).Select(row => string.Join(',', row.Split(',')[..^2]))];
        Assert.Equal(["250", "500", "600"], Rows(whole)[1..].Select(row => row.Split(',')[1]));
        Assert.Equal(Rows(whole), Rows(parts));
        foreach (string directory in (string[])[whole, parts])
        {
            Assert.Equal(3, Regex.Count(File.ReadAllText(Path.Combine(directory, "run.html")), "<circle data-epoch=\"[123]\" data-series=\"validation loss\""));
            Assert.NotEmpty(Directory.GetFiles(Path.Combine(directory, "events"), "events.out.tfevents.*"));
        }

        // Another length is another schedule.
        ProgramRun other = ProgramRun.Start("dotnet", [.. Arguments(parts, "--resume", checkpoints), "--seed", "42", "--lr", "0.002"]).Expect(1);
        Assert.Matches("^error: .*last.json: the checkpoint is of a run with other options.*; nothing was loaded: the schedule is another: give --steps and --lr as they were$", other.Error.TrimEnd());
    }

    [Fact]
    public void ATextOfOtherCharactersIsNamedWithItsLine()
    {
        string file = Path.Combine(_directory, "other.txt");
        File.WriteAllText(file, "First line\nover 3 lines\nof 4 (four)");
        AssertOneLine(Run("--data", file).Expect(1), Regex.Escape($"error: {file}: line 3: the network does not know the character '4' (U+0034)"));
        File.WriteAllBytes(file, [65, 255, 65]);
        AssertOneLine(Run("--data", file).Expect(1), Regex.Escape($"error: {file}: at byte 1: the byte 0xFF begins no character of UTF-8"));
    }

    [Theory]
    [InlineData("^error: .*300 characters are too few", 1, "--limit", "300")]
    [InlineData("^error: .*nowhere", 1, "--data", "nowhere")]
    [InlineData("^error: .*nowhere.x: directory .*nowhere does not exist$", 1, "--save", "nowhere/x")]
    [InlineData("^CharGpt: --temperature: found '-1'; a finite number, 0 or more is expected", 2, "--temperature", "-1")]
    [InlineData("^CharGpt: --epochs: goes without --steps", 2, "--epochs", "1", "--steps", "1")]
    public void BadInputGetsOneLineAndAnExitCode(string line, int exitCode, params string[] arguments) => AssertOneLine(Run(arguments).Expect(exitCode), line);

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private static ProgramRun Run(params string[] arguments) => ProgramRun.Start("dotnet", [Path.Combine(AppContext.BaseDirectory, "CharGpt.dll"), .. arguments]);

    private static void AssertOneLine(ProgramRun run, string pattern)
    {
        Assert.Matches(pattern, Assert.Single(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
        Assert.Equal("", run.Output);
    }
}
