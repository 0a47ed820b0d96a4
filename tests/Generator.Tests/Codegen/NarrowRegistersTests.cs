using System.Diagnostics;
using System.Runtime.Intrinsics;
using NeuralNet.Gen.Generator.Tests.Interpreter;
using NeuralNet.Gen.Generator.Tests.Layers;

namespace NeuralNet.Gen.Generator.Tests.Codegen;

/// <summary>
/// Tests of products, convolutions and recurrences once more, in a process that lacks the widest registers of this machine: tiles of another height leave other rows over, their loops take two terms at a time, and cells have a method for each function.
/// </summary>
public sealed class NarrowRegistersTests
{
    [Fact]
    public void Products_agree_with_their_oracles()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("NEURALNET_LONG_TESTS") == "1", "set NEURALNET_LONG_TESTS=1 to run products without wide registers");
        Assert.SkipUnless(Vector512.IsHardwareAccelerated, "this machine has no wider registers than those tests use already");
        string tests = typeof(NarrowRegistersTests).Assembly.Location;
        var start = new ProcessStartInfo(DotnetHost.File, [tests, "-noColor", .. new[] { typeof(DenseTests), typeof(LongSumTests), typeof(SharedTilesTests), typeof(ConvolutionTests), typeof(AttentionTests), typeof(RecurrentTests) }.SelectMany(t => new[] { "-class", t.FullName! })]) { RedirectStandardOutput = true };
        start.Environment["DOTNET_EnableAVX512"] = "0";
        using Process process = Process.Start(start)!;
        string said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, said);
        Assert.Matches(@"Total: \d\d+, Errors: 0, Failed: 0, Skipped: 0", said);
    }
}
