using System.Globalization;

namespace NeuralNet.Gen.Package.Tests;

/// <summary>The image classifiers that share their program with Mnist, as built beside these tests, run by the JIT.</summary>
public sealed class ImageSampleTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("image-sample-").FullName;

    [Theory]
    [InlineData("LeNet", 1, 0.6)]
    // Running statistics need some steps before they are the batch's.
    [InlineData("ResNet", 3, 0.2)]
    [InlineData("RowLstm", 2, 0.3)]
    public void ItLearnsSavesAndLoads(string sample, int epochs, double least)
    {
        string file = Path.Combine(_directory, "it.safetensors");
        ProgramRun run = Run(sample, "--epochs", epochs.ToString(CultureInfo.InvariantCulture), "--limit", "1500", "--save", file, "--threads", "2").Expect();
        Assert.StartsWith("network ", run.Lines[0], StringComparison.Ordinal);
        string[] lines = [.. run.Lines.SkipWhile(line => !line.StartsWith("epoch ", StringComparison.Ordinal))];
        for (int i = 0; i < epochs; i++) Assert.Matches($@"^epoch {i + 1}/{epochs}: train loss \d\.\d+, lr \S+, val loss \d\.\d+, val accuracy \d\d\.\d\d%, .*seconds \d+\.\d, samples/s [\d,]+$", lines[i]);
        Assert.Matches($"^done; {24 * epochs} steps in .* samples/s$", lines[epochs]);
        Assert.Matches("^parameters sha256: [0-9a-f]{64}$", run.Lines[^1]);
        Assert.True(double.Parse(run.After("test accuracy: "), CultureInfo.InvariantCulture) > least, run.ToString());

        ProgramRun loaded = Run(sample, "--epochs", "0", "--limit", "1500", "--load", file, "--seed", "9", "--threads", "1").Expect();
        Assert.Equal(run.ParametersHash, loaded.ParametersHash);
        Assert.Equal(run.After("test accuracy: "), loaded.After("test accuracy: "));
    }

    [Fact]
    public void OnlySamplesThatCanDownloadOfferIt()
    {
        Assert.Contains("--download", Run("LeNet", "--help").Expect().Output, StringComparison.Ordinal);
        Assert.DoesNotContain("--download", Run("ResNet", "--help").Expect().Output, StringComparison.Ordinal);
        Assert.Matches("^error: .*nowhere: no such directory", Run("ResNet", "--data", "nowhere").Expect(1).Error);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private static ProgramRun Run(string sample, params string[] arguments) => ProgramRun.Start("dotnet", [Path.Combine(AppContext.BaseDirectory, sample + ".dll"), .. arguments]);
}
