using System.Globalization;

namespace NeuralNet.Gen.Package.Tests;

/// <summary>The image classifiers that share their program with Mnist, as built beside these tests, run by the JIT.</summary>
public sealed class ImageSampleTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("image-sample-").FullName;

    [Theory]
    [InlineData("LeNet", 0.6, "digits")]
    [InlineData("ResNet", 0.2, "garments")]
    public void ItLearnsSavesAndLoads(string sample, double least, string words)
    {
        string file = Path.Combine(_directory, "it.safetensors");
        ProgramRun run = Run(sample, "--epochs", "1", "--limit", "1500", "--save", file, "--threads", "2").Expect();
        Assert.Matches(@"^epoch 1/1: loss \d\.\d{4}, test loss \d\.\d{4}, test accuracy 0\.\d{4}, \d+\.\d s$", run.Lines[0]);
        Assert.Matches($"^24 steps in .* {words} a second$", run.Lines[1]);
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
