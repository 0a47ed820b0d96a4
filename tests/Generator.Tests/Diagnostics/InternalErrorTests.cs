using Microsoft.CodeAnalysis;
using NeuralNet.Gen.Generator.Tests.Pipeline;

namespace NeuralNet.Gen.Generator.Tests.Diagnostics;

/// <summary>NNG099: whatever fails inside is told as a diagnostic and never leaves the generator.</summary>
public sealed class InternalErrorTests
{
    private const string TwoNetworks = "using NeuralNet.Gen; [Network, Input(2), Dense(1)] partial class Broken; [Network, Input(2), Dense(1)] partial class Net;";

    [Fact]
    public void An_exception_in_a_pass_becomes_a_diagnostic_and_other_networks_are_still_compiled()
    {
        ProjectRun run = new UserProject(TwoNetworks).Run(new NetworkGenerator((model, cancellation)
            => model.Type.PlainName == "Broken" ? throw new InvalidOperationException("pass 'fuse kernels'\r\nlost a value") : NetworkCompiler.Compile(model, cancellation)));
        Assert.Null(run.Result.Exception);
        Diagnostic found = Assert.Single(run.Reported);
        Assert.Equal(("NNG099", "compiling 'Broken' failed inside the generator, please report it: InvalidOperationException: pass 'fuse kernels'  lost a value"), (found.Id, found.GetMessage()));
        Assert.Equal(["Net.Kernels.g.cs", "Net.Programs.g.cs", "Net.g.cs"], run.Files.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void An_exception_while_printing_becomes_a_diagnostic_too()
    {
        ProjectRun run = new UserProject(TwoNetworks).Run(new NetworkGenerator((model, cancellation) =>
        {
            CompiledNetwork network = NetworkCompiler.Compile(model, cancellation);
            return model.Type.PlainName == "Broken" ? network with { Programs = [] } : network;
        }));
        Assert.Null(run.Result.Exception);
        Assert.All(run.Reported, d => Assert.StartsWith("compiling 'Broken' failed inside the generator", d.GetMessage()));
        Assert.NotEmpty(run.Reported);
        Assert.Contains("Net.g.cs", run.Files.Keys);
    }

    [Fact]
    public void An_overflow_of_the_whole_plan_is_a_network_that_is_too_large()
    {
        ProjectRun run = new UserProject(TwoNetworks).Run(new NetworkGenerator((model, cancellation)
            => model.Type.PlainName == "Broken" ? throw new OverflowException() : NetworkCompiler.Compile(model, cancellation)));
        Diagnostic found = Assert.Single(run.Reported);
        Assert.Equal(("NNG016", "'Broken' needs more than 2147483647 numbers in one buffer; the largest is 2147483647"), (found.Id, found.GetMessage()));
    }

    [Fact]
    public void Cancellation_is_passed_on()
    {
        using var source = new CancellationTokenSource();
        var generator = new NetworkGenerator((model, cancellation) =>
        {
            source.Cancel();
            return NetworkCompiler.Compile(model, cancellation);
        });
        Assert.ThrowsAny<OperationCanceledException>(() => new UserProject(TwoNetworks).Run(generator, source.Token));
    }
}
