using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace NeuralNet.Gen.Generator.Tests.Pipeline;

/// <summary>What runs again after an edit. Parsing looks at every network whenever the compilation changes; nothing below an equal model runs.</summary>
public sealed class CachingTests
{
    private const string Network = "using NeuralNet.Gen;\n\n/// <summary>Small.</summary>\n[Network, Input(3), Dense(4), Relu, Dense(Sizes.Classes), SoftmaxCrossEntropy]\npublic sealed partial class Net;\n";
    private const string Mistaken = "using NeuralNet.Gen;\n[Network, Input(3), Dense(0)] partial class Wrong;\n[Input(3), Dense(4)] partial class Forgotten;\n";
    private const string Constants = "static class Sizes { public const int Classes = 2; }\n";
    private const string Other = "class Other { void A() { } }\n";

    private static readonly UserProject Project = new(Network, Mistaken, Constants, Other);

    [Fact]
    public void At_first_everything_is_new()
    {
        ProjectRun run = Project.Run();
        Assert.Equal(["NNG006", "NNG017"], run.Reported.Select(d => d.Id).Order());
        Assert.Equal([IncrementalStepRunReason.New], Steps(run).SelectMany(s => s.Value).Distinct());
        Assert.Equal(
            [NetworkGenerator.CompileStep, NetworkGenerator.DiagnosticsStep, NetworkGenerator.FileNamesStep, NetworkGenerator.MissingNetworkStep, NetworkGenerator.ModelStep, NetworkGenerator.NetworksStep, NetworkGenerator.ParseStep],
            Steps(run).Keys);
        Assert.True(Outputs(run).Length > 0);
    }

    [Theory]
    [InlineData("a method body in another file")]
    [InlineData("whitespace in another file")]
    [InlineData("a new type in another file")]
    [InlineData("a new file")]
    [InlineData("another file goes")]
    public void An_edit_elsewhere_leaves_everything_cached_or_unchanged(string edit)
    {
        ProjectRun first = Project.Run(), run = first.After(c => edit switch
        {
            "a method body in another file" => Replace(c, 3, "class Other { void A() { System.Console.WriteLine(); } }\n"),
            "whitespace in another file" => Replace(c, 3, "\n\n" + Other),
            "a new type in another file" => Replace(c, 3, Other + "record Added(int X);\n"),
            "a new file" => c.AddSyntaxTrees(CSharpSyntaxTree.ParseText("namespace Added; class A;", Project.ParseOptions, "Added.cs")),
            _ => c.RemoveSyntaxTrees(c.SyntaxTrees[3]),
        });
        Assert.NotSame(first.Input, run.Input);
        ExpectNothingRan(run, IncrementalStepRunReason.Unchanged);
    }

    [Fact]
    public void The_same_compilation_again_runs_nothing()
    {
        ProjectRun run = Project.Run().After(c => c);
        Assert.All(Steps(run), step => Assert.Equal([IncrementalStepRunReason.Cached], step.Value.Distinct()));
        Assert.Equal([IncrementalStepRunReason.Cached], Outputs(run).Distinct());
    }

    [Theory]
    [InlineData("above the class", "\n\n// A remark.\nclass Above { int x; }\n/// <summary>Small.</summary>", "/// <summary>Small.</summary>")]
    [InlineData("the summary of the class", "/// <summary>Small but fine.</summary>", "/// <summary>Small.</summary>")]
    [InlineData("members of the class", "partial class Net { int Mine => 3; }", "partial class Net;")]
    [InlineData("the way numbers are written", "Dense(2 + 2)", "Dense(4)")]
    [InlineData("lines between the layers", "Relu,\n    Dense", "Relu, Dense")]
    public void An_edit_of_the_same_file_that_means_the_same_compiles_nothing_again(string edit, string now, string before)
    {
        _ = edit;
        ProjectRun run = Project.Run().After(c => Replace(c, 0, Network.Replace(before, now)));
        Assert.DoesNotContain(run.CompilerDiagnostics, d => d.Severity == DiagnosticSeverity.Error);
        ExpectNothingRan(run, IncrementalStepRunReason.Unchanged);
    }

    [Theory]
    [InlineData(0, "Dense(4)", "Dense(5)")]
    [InlineData(0, "Relu", "Tanh")]
    [InlineData(0, "Relu, ", "")]
    [InlineData(0, "class Net", "class Renamed")]
    [InlineData(0, "\n/// <summary>", "\nnamespace Somewhere;\n/// <summary>")]
    [InlineData(2, "Classes = 2", "Classes = 3")]
    public void An_edit_of_the_network_compiles_it_again(int file, string before, string now)
    {
        ProjectRun first = Project.Run(), run = first.After(c => Replace(c, file, Project.Sources[file].Replace(before, now)));
        var steps = Steps(run);
        Assert.Contains(IncrementalStepRunReason.Modified, steps[NetworkGenerator.ParseStep]);
        Assert.Equal([IncrementalStepRunReason.Modified], steps[NetworkGenerator.ModelStep]);
        Assert.Equal([IncrementalStepRunReason.Modified], steps[NetworkGenerator.CompileStep]);
        Assert.NotEqual(first.Files, run.Files);
    }

    [Fact]
    public void One_network_of_two_is_compiled_again()
    {
        string two = Network + "[Network, Input(2), Dense(1)] partial class Second;\n";
        ProjectRun run = (Project with { Sources = [two, Mistaken, Constants] }).Run().After(c => Replace(c, 0, two.Replace("Input(2)", "Input(9)")));
        Assert.Equal([IncrementalStepRunReason.Modified, IncrementalStepRunReason.Cached], Steps(run)[NetworkGenerator.CompileStep].Order());
        Assert.Equal(2, Outputs(run).Count(r => r == IncrementalStepRunReason.Modified) + Outputs(run).Count(r => r == IncrementalStepRunReason.New));
    }

    [Fact]
    public void A_mistake_keeps_its_place_when_the_text_above_it_moves()
    {
        ProjectRun run = Project.Run().After(c => Replace(c, 1, "// A line.\n" + Mistaken));
        Diagnostic moved = run.Reported.Single(d => d.Id == "NNG006");
        Assert.Equal(2, moved.Location.GetLineSpan().StartLinePosition.Line);
        Assert.Same(run.Input.SyntaxTrees[1], moved.Location.SourceTree);
    }

    [Fact]
    public void Correcting_a_mistake_takes_its_diagnostic_away_and_adds_the_network()
    {
        ProjectRun run = Project.Run().After(c => Replace(c, 1, Mistaken.Replace("Dense(0)", "Dense(1)").Replace("[Input", "[Network, Input"))).IsClean();
        Assert.Contains("Wrong.g.cs", run.Files.Keys);
        Assert.Contains("Forgotten.g.cs", run.Files.Keys);
        run = run.After(c => Replace(c, 1, ""));
        Assert.Equal(["Net.Kernels.g.cs", "Net.Programs.g.cs", "Net.g.cs"], run.Files.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void With_the_dump_switched_on_the_pipeline_is_as_lazy()
    {
        UserProject dumping = Project with { Properties = new() { [NetworkGenerator.DumpProperty] = "true" } };
        ProjectRun run = dumping.Run();
        Assert.Contains("Net.Passes.g.cs", run.Files.Keys);
        run = run.After(c => Replace(c, 3, Other + "class Added;"));
        ExpectNothingRan(run, IncrementalStepRunReason.Unchanged);
        Assert.Equal([IncrementalStepRunReason.Cached], Steps(run)[NetworkGenerator.DumpStep]);
    }

    /// <summary>Parsing saw an equal declaration; every step below kept what it had and no output was written.</summary>
    private static void ExpectNothingRan(ProjectRun run, IncrementalStepRunReason parsed)
    {
        var steps = Steps(run);
        Assert.Equal([parsed], steps[NetworkGenerator.ParseStep].Distinct());
        foreach (string step in new[] { NetworkGenerator.MissingNetworkStep, NetworkGenerator.ModelStep, NetworkGenerator.DiagnosticsStep, NetworkGenerator.CompileStep, NetworkGenerator.FileNamesStep, NetworkGenerator.NetworksStep })
            Assert.Equal((step, IncrementalStepRunReason.Cached), (step, Assert.Single(steps[step].Distinct())));
        Assert.Equal([IncrementalStepRunReason.Cached], Outputs(run).Distinct());
    }

    private static CSharpCompilation Replace(CSharpCompilation compilation, int file, string text)
        => compilation.ReplaceSyntaxTree(compilation.SyntaxTrees[file], compilation.SyntaxTrees[file].WithChangedText(SourceText.From(text)));

    private static SortedDictionary<string, IncrementalStepRunReason[]> Steps(ProjectRun run)
    {
        string[] ours = [NetworkGenerator.ParseStep, NetworkGenerator.ModelStep, NetworkGenerator.DiagnosticsStep, NetworkGenerator.MissingNetworkStep, NetworkGenerator.CompileStep, NetworkGenerator.FileNamesStep, NetworkGenerator.NetworksStep, NetworkGenerator.DumpStep];
        return new(run.Result.TrackedSteps.Where(s => ours.Contains(s.Key)).ToDictionary(s => s.Key, s => s.Value.SelectMany(v => v.Outputs).Select(o => o.Reason).ToArray()), StringComparer.Ordinal);
    }

    private static ImmutableArray<IncrementalStepRunReason> Outputs(ProjectRun run)
        => [.. run.Result.TrackedOutputSteps.SelectMany(s => s.Value).SelectMany(s => s.Outputs).Select(o => o.Reason)];
}
