using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NeuralNet.Gen.Generator.Evaluation;
using NeuralNet.Gen.Generator.Layers;
using NeuralNet.Gen.Generator.Tests.Pipeline;

namespace NeuralNet.Gen.Generator.Tests.Evaluation;

/// <summary>What an edit runs again in networks of methods.</summary>
public sealed class CachingTests
{
    private const string Forward = "static Tensor Forward([Shape(4)] Tensor x) => Blocks.Block(x);\nstatic Scalar Loss(Tensor y) => (y * y).Mean();";

    private static ProjectRun Run() => EvaluatedNetwork.RunOf(Forward, "static class Blocks { public static Tensor Block(Tensor x) => x.Dense(Sizes.Width); }", "static class Sizes { public const int Width = 6; }", "class Unrelated { int _a = 1; }");

    private static ProjectRun Edit(ProjectRun run, int file, string before, string after)
    {
        SyntaxTree tree = run.Input.SyntaxTrees[file];
        string text = tree.ToString();
        Assert.Contains(before, text);
        return run.After(c => c.ReplaceSyntaxTree(tree, CSharpSyntaxTree.ParseText(text.Replace(before, after), (CSharpParseOptions)tree.Options, tree.FilePath)));
    }

    private static IncrementalStepRunReason[] Reasons(ProjectRun run, string step) => [.. run.Result.TrackedSteps[step].SelectMany(s => s.Outputs).Select(o => o.Reason)];

    [Theory]
    [InlineData(3, "_a = 1", "_a = 2")]
    [InlineData(1, "public static", "/* same */ public  static")]
    [InlineData(0, "partial class Net", "// same\npartial class Net")]
    [InlineData(2, "Width = 6", "Width = 2 * 3")]
    public void An_edit_that_changes_no_network_stops_at_the_model(int file, string before, string after)
    {
        ProjectRun run = Edit(Run(), file, before, after);
        Assert.Equal([IncrementalStepRunReason.Unchanged], Reasons(run, NetworkGenerator.ParseStep));
        Assert.Equal([IncrementalStepRunReason.Cached], Reasons(run, NetworkGenerator.CompileStep));
    }

    [Theory]
    [InlineData(1, "x.Dense(Sizes.Width)", "x.Dense(Sizes.Width).Relu()")]
    [InlineData(2, "Width = 6", "Width = 7")]
    public void An_edit_of_a_helper_in_another_file_compiles_the_network_anew(int file, string before, string after)
    {
        ProjectRun first = Run(), run = Edit(first, file, before, after);
        Assert.Equal([IncrementalStepRunReason.Modified], Reasons(run, NetworkGenerator.CompileStep));
        Assert.NotEqual(first.Files["Net.Programs.g.cs"], run.Files["Net.Programs.g.cs"]);
        ProjectRun back = Edit(run, file, after, before);
        Assert.Equal(first.Files, back.Files);
    }

    [Fact]
    public void A_mistake_in_a_helper_comes_and_goes_with_it()
    {
        ProjectRun broken = Edit(Run(), 1, "x.Dense(Sizes.Width)", "x + x.Dense(Sizes.Width)");
        Assert.Equal("NNG027", Assert.Single(broken.Reported).Id);
        Assert.Empty(broken.Files);
        Assert.Empty(Edit(broken, 2, "Width = 6", "Width = 4").Reported);
    }

    [Fact]
    public void Cancelling_ends_the_evaluation_of_a_long_loop()
    {
        CSharpCompilation compilation = new UserProject("static class Long { static int Count() { int n = 0; for (int i = 0; i < 50000; i++) n += i % 3; return n; } }").Compile();
        var method = (IMethodSymbol)compilation.GetTypeByMetadataName("Long")!.GetMembers("Count").Single();
        object? Count(CancellationToken cancellation)
        {
            var library = new NetworkLibrary("Net", new NetworkBuilder(), new ScopeNames(null));
            return new Evaluator(new SourceBodies(compilation, new HashSet<SyntaxTree>(), default), library, cancellation).Call(method, [], null);
        }

        Assert.Equal(Enumerable.Range(0, 50000).Sum(i => i % 3), Count(default));
        Assert.Throws<OperationCanceledException>(() => { Count(new CancellationToken(canceled: true)); });
    }

    [Fact]
    public void Many_blocks_are_evaluated_with_work_in_proportion()
    {
        static ProjectRun Deep(int blocks)
        {
            ProjectRun run = EvaluatedNetwork.RunOf($"static Tensor Forward([Shape(8)] Tensor x) {{ for (int i = 0; i < {blocks}; i++) x = Block(x); return x; }} static Tensor Block(Tensor x) => x + x.Dense(16).Gelu().Dense(8);");
            Assert.Empty(run.Reported);
            return run;
        }

        ProjectRun few = Deep(5), many = Deep(50);
        // The prediction of a deep network goes on from its forward pass and is not printed twice.
        Assert.InRange(many.Files["Net.Programs.g.cs"].Length, 3 * few.Files["Net.Programs.g.cs"].Length, 15 * few.Files["Net.Programs.g.cs"].Length);
        // Fifty blocks share the kernels of five.
        Assert.Equal(few.Files["Net.Kernels.g.cs"].Split("MethodImpl").Length, many.Files["Net.Kernels.g.cs"].Split("MethodImpl").Length);
    }
}
