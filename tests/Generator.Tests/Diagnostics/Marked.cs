using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using NeuralNet.Gen.Generator.Tests.Pipeline;

namespace NeuralNet.Gen.Generator.Tests.Diagnostics;

/// <summary>A source text in which <c>[|</c> and <c>|]</c> stand around what a diagnostic must underline.</summary>
internal static class Marked
{
    /// <summary>A network without a mistake that stands beside the wrong one and must be left alone.</summary>
    public const string Twin = "[Network, Input(2), Dense(1), MeanSquaredError] partial class Twin;";

    public static (string Source, TextSpan Span) Read(string marked)
    {
        int start = marked.IndexOf("[|", StringComparison.Ordinal), end = marked.IndexOf("|]", StringComparison.Ordinal) - 2;
        Assert.True(start >= 0 && end > start, "the source has no marks");
        return (marked.Replace("[|", "").Replace("|]", ""), TextSpan.FromBounds(start, end));
    }

    /// <summary>Exactly one diagnostic is reported, with this id, message and place; the twin is compiled.</summary>
    public static ProjectRun Reports(string id, string marked, string message, UserProject? project = null)
    {
        (string source, TextSpan span) = Read("using NeuralNet.Gen;\n" + marked + "\n" + Twin);
        ProjectRun run = ((project ?? new UserProject()) with { Sources = [source] }).Run();
        Assert.Null(run.Result.Exception);
        Diagnostic found = Assert.Single(run.Reported);
        Assert.Equal((id, message), (found.Id, found.GetMessage()));
        Assert.Equal(DiagnosticSeverity.Error, found.Severity);
        Assert.Equal("docs/diagnostics/" + id + ".md", found.Descriptor.HelpLinkUri);
        Assert.Equal(source.Substring(span.Start, span.Length), source.Substring(found.Location.SourceSpan.Start, found.Location.SourceSpan.Length));
        Assert.Equal(span, found.Location.SourceSpan);
        Assert.Equal("/home/user/project/Source0.cs", found.Location.SourceTree!.FilePath);
        Assert.Equal(["Twin.Kernels.g.cs", "Twin.Programs.g.cs", "Twin.g.cs"], run.Files.Keys.Order(StringComparer.Ordinal));
        return run;
    }

    /// <summary>The C# compiler reports the given error once, and the generator nothing beside it.</summary>
    public static ProjectRun IsLeftToTheCompiler(string compilerError, string source)
    {
        ProjectRun run = new UserProject("using NeuralNet.Gen;\n" + source + "\n" + Twin).Run();
        Assert.Null(run.Result.Exception);
        Assert.Empty(run.Reported);
        Assert.Contains(run.Input.GetDiagnostics(), d => d.Id == compilerError);
        Assert.Contains("Twin.g.cs", run.Files.Keys);
        return run;
    }
}
