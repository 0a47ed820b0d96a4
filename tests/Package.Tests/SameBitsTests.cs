namespace NeuralNet.Gen.Package.Tests;

/// <summary>The sample's parameters after an epoch, with threads and instruction sets taken away: never another bit.</summary>
[Collection(WorkshopTests.Name)]
public sealed class SameBitsTests(Workshop workshop)
{
    // Without vectors an epoch of all bundled digits takes most of a minute.
    private static readonly string[] Digits = Environment.GetEnvironmentVariable("NEURALNET_LONG_TESTS") == "1" ? [] : ["--limit", "700"];

    private static readonly Lazy<string> Reference = new(() => Run([], "1"));

    [Theory]
    [InlineData("2", "", "")]
    [InlineData("3", "", "")]
    [InlineData("1", "DOTNET_EnableAVX512", "0")]
    [InlineData("2", "DOTNET_EnableAVX2", "0")]
    [InlineData("2", "DOTNET_EnableHWIntrinsic", "0")]
    [InlineData("1", "DOTNET_TieredPGO", "0")]
    [InlineData("1", "DOTNET_TieredCompilation", "0")]
    public void JitGivesTheSameParameters(string threads, string switchName, string value)
        => Assert.Equal(Reference.Value, Run(switchName.Length == 0 ? [] : [new(switchName, value)], threads));

    [Theory]
    [InlineData("1")]
    [InlineData("2")]
    public void NativeProgramGivesTheSameParameters(string threads)
        => Assert.Equal(Reference.Value, ProgramRun.Start(workshop.PublishSample("Mnist").Program, Arguments(threads)).Expect().ParametersHash);

    [Fact]
    public void AnotherSeedGivesOthers()
        => Assert.NotEqual(Reference.Value, MnistProgram.Run([.. Arguments("1"), "--seed", "43"]).Expect().ParametersHash);

    private static string Run(KeyValuePair<string, string>[] environment, string threads) => MnistProgram.Run(environment, Arguments(threads)).Expect().ParametersHash;

    // 700 digits: the eleventh and last batch has 60.
    private static string[] Arguments(string threads) => ["--epochs", "1", "--threads", threads, .. Digits];
}
