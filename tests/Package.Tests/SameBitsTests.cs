using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

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

    /// <summary>Functions, random numbers, optimisers, schedules and transforms, without generated code: every line of the program that the runtime's tests run under the JIT's switches.</summary>
    [Theory]
    [InlineData("", false, false)]
    [InlineData("x86-64-v3", true, false)]
    [InlineData("x86-64-v4", true, true)]
    public void NativeProgramGivesTheHashesOfTheJit(string instructionSet, bool has256, bool has512)
    {
        Workshop.SkipWithoutLinker();
        Assert.SkipUnless(instructionSet.Length == 0 || Vector256.IsHardwareAccelerated, "this machine has no x86-64-v3");
        Assert.SkipUnless(!has512 || Avx512F.IsSupported, "this machine has no x86-64-v4");
        string project = Path.Combine(Workshop.Repository, "tests", "SameBits"), output = Path.Combine(workshop.Root, "published", "SameBits" + instructionSet);
        ProgramRun published = workshop.Dotnet(
            project, "publish", project, "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier, "-o", output, "-p:PublishAot=true", $"-p:IlcInstructionSet={instructionSet}", "--artifacts-path", Path.Combine(workshop.Root, "artifacts")).Expect();
        Assert.DoesNotContain(": warning", published.Output, StringComparison.Ordinal);
        ProgramRun native = ProgramRun.Start(Path.Combine(output, OperatingSystem.IsWindows() ? "SameBits.exe" : "SameBits"), []).Expect();
        // A switch that does nothing would prove nothing.
        if (RuntimeInformation.ProcessArchitecture == Architecture.X64) Assert.Equal((has256.ToString(), has512.ToString()), (native.After("has Vector256 "), native.After("has Vector512 ")));
        string[] jit = Bits(ProgramRun.Start("dotnet", [Path.Combine(AppContext.BaseDirectory, "SameBits.dll")]).Expect());
        Assert.Contains(jit, line => line.StartsWith("bits sparse Adam ", StringComparison.Ordinal));
        Assert.Contains(jit, line => line.StartsWith("bits pictures read 2 ahead ", StringComparison.Ordinal));
        Assert.Equal(jit, Bits(native));
    }

    private static string[] Bits(ProgramRun run) => [.. run.Lines.Where(line => line.StartsWith("bits ", StringComparison.Ordinal))];

    [Fact]
    public void AnotherSeedGivesOthers()
        => Assert.NotEqual(Reference.Value, MnistProgram.Run([.. Arguments("1"), "--seed", "43"]).Expect().ParametersHash);

    private static string Run(KeyValuePair<string, string>[] environment, string threads) => MnistProgram.Run(environment, Arguments(threads)).Expect().ParametersHash;

    // 700 digits: the eleventh and last batch has 60.
    private static string[] Arguments(string threads) => ["--epochs", "1", "--threads", threads, .. Digits];
}
