using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Text.RegularExpressions;

namespace NeuralNet.Gen.Package.Tests;

public sealed class MnistSampleTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("mnist-sample-").FullName;

    private static string BundledData => Path.Combine(AppContext.BaseDirectory, "data");

    [Fact]
    public void RedirectedOutputIsPlainLinesAndEndsWithAccuracyAndHash()
    {
        ProgramRun run = MnistProgram.Run("--epochs", "2", "--limit", "1000").Expect();
        Assert.Matches(@"^epoch 1/2: train loss \d\.\d+, lr 0\.001, val loss \d\.\d+, val accuracy \d\d\.\d\d%, .*seconds \d+\.\d, samples/s [\d,]+$", run.Lines[0]);
        Assert.Matches("^epoch 2/2: ", run.Lines[1]);
        Assert.Matches("^done; 32 steps in ", run.Lines[2]);
        Assert.Matches("^test accuracy: 0\\.\\d{4}$", run.Lines[^2]);
        Assert.Matches("^parameters sha256: [0-9a-f]{64}$", run.Lines[^1]);
        Assert.Equal(5, run.Lines.Length);
        Assert.DoesNotContain('\e', run.Output);
        Assert.DoesNotContain('\r', run.Output);
        Assert.Equal("", run.Error);
    }

    [Fact]
    public void OneEpochOfTheBundledDigitsReadsNineOfTen()
    {
        ProgramRun run = MnistProgram.Run("--epochs", "1").Expect();
        Assert.Contains("188 steps", run.Output, StringComparison.Ordinal);
        Assert.True(double.Parse(run.After("test accuracy: "), CultureInfo.InvariantCulture) > 0.9, run.ToString());
    }

    [Fact]
    public void SavedParametersLoad()
    {
        string file = Path.Combine(_directory, "mnist.safetensors");
        ProgramRun saved = MnistProgram.Run("--epochs", "1", "--limit", "640", "--save", file).Expect();
        Assert.Contains($"saved {file}", saved.Lines);
        ProgramRun loaded = MnistProgram.Run("--epochs", "0", "--limit", "640", "--seed", "7", "--load", file).Expect();
        Assert.Equal(saved.ParametersHash, loaded.ParametersHash);
        Assert.Equal(saved.After("test accuracy: "), loaded.After("test accuracy: "));
        Assert.NotEqual(saved.ParametersHash, MnistProgram.Run("--epochs", "0", "--limit", "640").Expect().ParametersHash);
    }

    [Fact]
    public void CtrlCSavesTheLastCompleteStep()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are sent with kill");
        string file = Path.Combine(_directory, "stopped.safetensors");
        bool sent = false;
        ProgramRun run = MnistProgram.Run([], (process, _) =>
        {
            // After the first epoch's line, the program is somewhere in the second epoch.
            if (sent) return;
            sent = true;
            Process.Start("kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)]).WaitForExit();
        }, "--epochs", "100000", "--save", file).Expect(130);
        Assert.Matches(new Regex(@"^cancelled; [\d,]+ steps in ", RegexOptions.Multiline), run.Output);
        Assert.Contains($"saved {file}", run.Lines);
        Assert.Equal(run.ParametersHash, MnistProgram.Run("--epochs", "0", "--limit", "10", "--load", file).Expect().ParametersHash);
    }

    [Fact]
    public void DataOfTheOriginalNamesWithoutGzIsTaken()
    {
        foreach (string name in Directory.GetFiles(BundledData, "*.gz"))
        {
            using var content = new GZipStream(File.OpenRead(name), CompressionMode.Decompress);
            using FileStream plain = File.Create(Path.Combine(_directory, Path.GetFileNameWithoutExtension(name)));
            content.CopyTo(plain);
        }

        ProgramRun run = MnistProgram.Run("--epochs", "1", "--limit", "640", "--data", _directory).Expect();
        Assert.Equal(MnistProgram.Run("--epochs", "1", "--limit", "640").Expect().ParametersHash, run.ParametersHash);
    }

    [Theory]
    [InlineData("train-images-idx3-ubyte.gz", 100_000, "the gzip data is damaged or cut short|the file is cut short")]
    [InlineData("train-images-idx3-ubyte", 100_000, "the file is cut short: the extents 12000 × 28 × 28 declare 9408000 bytes of elements after a header of 16, but 99984 are there")]
    [InlineData("t10k-labels-idx1-ubyte", 5, "the file ends inside its header")]
    [InlineData("t10k-labels-idx1-ubyte", 0, "the file ends after 0 bytes")]
    public void AFileCutShortIsNamedWithWhatIsMissing(string name, int length, string fault)
    {
        foreach (string file in Directory.GetFiles(BundledData, "*.gz"))
        {
            string target = Path.Combine(_directory, Path.GetFileName(file));
            if (Path.GetFileName(file) == name) File.WriteAllBytes(target, File.ReadAllBytes(file)[..length]);
            else if (Path.GetFileName(file) != name + ".gz") File.Copy(file, target);
            else
            {
                using var content = new GZipStream(File.OpenRead(file), CompressionMode.Decompress);
                byte[] bytes = new byte[length];
                content.ReadExactly(bytes);
                File.WriteAllBytes(Path.Combine(_directory, name), bytes);
            }
        }

        ProgramRun run = MnistProgram.Run("--data", _directory).Expect(1);
        AssertOneLine(run, $"^error: .*{Regex.Escape(name)}: .*({fault})");
    }

    [Theory]
    [InlineData("^error: .*nowhere: no such directory", 1, "--data", "nowhere")]
    [InlineData("^error: .*nowhere/x: directory .*nowhere does not exist$", 1, "--save", "nowhere/x")]
    [InlineData("^error: .*nowhere.x", 1, "--load", "nowhere.x")]
    [InlineData("^Mnist: --lr: found '0'; a finite number above 0 is expected", 2, "--lr", "0")]
    [InlineData("^Mnist: --epochs: found 'ten'; a whole number from 0 to 1000000 is expected", 2, "--epochs", "ten")]
    [InlineData("^Mnist: --threads: found '0'; a whole number from 1 to 1024 is expected", 2, "--threads", "0")]
    [InlineData("^Mnist: --mirror: goes with --download", 2, "--mirror", "http://127.0.0.1/")]
    [InlineData("^Mnist: .*--bogus", 2, "--bogus")]
    public void BadInputGetsOneLineAndAnExitCode(string line, int exitCode, params string[] arguments)
        => AssertOneLine(MnistProgram.Run(arguments).Expect(exitCode), line);

    /// <summary>The lines of the run end with what ended it, and whoever reads errors alone hears of it too.</summary>
    [Fact]
    public void ARunThatFailsSaysSoInItsLinesAndAsAnError()
    {
        ProgramRun run = MnistProgram.Run("--lr", "1e30", "--limit", "640").Expect(1);
        string error = Assert.Single(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Matches("^error: epoch 1, batch \\d+: the loss is (NaN|Infinity)", error);
        Assert.Equal("the run failed: " + error["error: ".Length..], Assert.Single(run.Lines));
    }

    [Fact]
    public void ADataFileIsNoParameterFile()
        => AssertOneLine(MnistProgram.Run("--load", Path.Combine(BundledData, "t10k-labels-idx1-ubyte.gz")).Expect(1), "^error: .*t10k-labels-idx1-ubyte.gz: ");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private static void AssertOneLine(ProgramRun run, string pattern)
    {
        Assert.Matches(pattern, Assert.Single(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
        Assert.Equal("", run.Output);
    }
}
