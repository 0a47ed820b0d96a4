using System.Globalization;

namespace NeuralNet.Gen.Package.Tests;

/// <summary>The samples as native programs.</summary>
[Collection(WorkshopTests.Name)]
public sealed class PublishedSampleTests(Workshop workshop)
{
    private const long Megabyte = 1_000_000;

    [Theory]
    [InlineData("bench/BareLoop", 3 * Megabyte)]
    [InlineData("samples/Mnist", 8 * Megabyte)]
    [InlineData("samples/CharGpt", 5 * Megabyte)]
    public void IsSmallAndWithoutWarnings(string project, long limit)
    {
        Workshop.Published published = workshop.PublishOwn(project);
        Assert.DoesNotContain("IL2", Codes(published.Log));
        Assert.DoesNotContain("IL3", Codes(published.Log));
        Assert.DoesNotContain(": warning", published.Log, StringComparison.Ordinal);
        Assert.InRange(published.Size, 1, limit);
    }

    [Fact]
    public void BareLoopLearnsWithoutAllocatingAndTellsItsStart()
    {
        ProgramRun run = ProgramRun.Start(workshop.PublishOwn("bench/BareLoop").Program, []).Expect();
        Assert.Matches(@"^first step done \d+\.\d ms after process start$", run.Lines[0]);
        Assert.Equal("0", run.After("bytes allocated by the 499 steps after the first: "));
        Assert.True(double.Parse(run.After("loss after 500 steps: "), CultureInfo.InvariantCulture) < 0.2, run.ToString());
    }

    [Fact]
    public void MnistFindsItsDataBesideItAndGivesTheBitsOfTheJit()
    {
        string program = workshop.PublishSample("Mnist").Program;
        string[] arguments = ["--epochs", "1", "--limit", "3000"];
        ProgramRun native = ProgramRun.Start(program, arguments, directory: workshop.Root).Expect();
        ProgramRun jit = MnistProgram.Run(arguments).Expect();
        Assert.Equal(jit.ParametersHash, native.ParametersHash);
        Assert.Equal(jit.After("test accuracy: "), native.After("test accuracy: "));
    }

    [Fact]
    public void NativeErrorsAreWordsAndExitCodes()
    {
        string program = workshop.PublishSample("Mnist").Program;
        ProgramRun usage = ProgramRun.Start(program, ["--lr", "x"]).Expect(2);
        Assert.Matches("^Mnist: --lr: found 'x'; a finite number above 0 is expected", usage.Error);
        ProgramRun missing = ProgramRun.Start(program, ["--load", "nowhere.safetensors"]).Expect(1);
        Assert.Matches("^error: .*Could not find file .*nowhere.safetensors", missing.Error);
    }

    /// <summary>The first three characters of every IL code in a log.</summary>
    private static string[] Codes(string log)
        => [.. System.Text.RegularExpressions.Regex.Matches(log, @"\b(IL[23])\d{3}\b").Select(match => match.Groups[1].Value).Distinct()];
}
