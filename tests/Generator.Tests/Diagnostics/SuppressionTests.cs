using Microsoft.CodeAnalysis;
using NeuralNet.Gen.Generator.Tests.Pipeline;

namespace NeuralNet.Gen.Generator.Tests.Diagnostics;

public sealed class SuppressionTests
{
    /// <summary>Every mistake keeps its real location, so a pragma reaches it; the network with the mistake is still not generated.</summary>
    [Theory]
    [MemberData(nameof(MistakeTests.Mistakes), MemberType = typeof(MistakeTests))]
    public void A_pragma_is_honoured_and_the_wrong_network_is_still_not_generated(string id, string marked, string message)
    {
        _ = message;
        (string source, _) = Marked.Read(marked);
        ProjectRun run = new UserProject($"using NeuralNet.Gen;\n#pragma warning disable {id}\n{source}\n#pragma warning restore {id}\n{Marked.Twin}").Run();
        Assert.Empty(run.Reported);
        Assert.Equal(["Twin.Kernels.g.cs", "Twin.Programs.g.cs", "Twin.g.cs"], run.Files.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_pragma_for_another_id_and_one_that_ends_before_change_nothing()
    {
        ProjectRun run = new UserProject("using NeuralNet.Gen;\n#pragma warning disable NNG002\n#pragma warning disable NNG001\n#pragma warning restore NNG001\n[Network, Input(2), Dense(1)] class Net;").Run();
        Assert.Equal(["NNG001"], run.Reported.Select(d => d.Id));
    }

    [Fact]
    public void The_project_may_lower_a_severity()
    {
        var project = new UserProject("using NeuralNet.Gen;\n[Input(2), Dense(1)] class Net;");
        ProjectRun run = project.Run().After(c => c.WithOptions(c.Options.WithSpecificDiagnosticOptions([new("NNG017", ReportDiagnostic.Warn)])));
        Assert.Equal(DiagnosticSeverity.Warning, Assert.Single(run.Reported).Severity);
    }
}
