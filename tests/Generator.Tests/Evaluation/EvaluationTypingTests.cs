using Microsoft.CodeAnalysis;
using NeuralNet.Gen.Generator.Tests.Diagnostics;
using NeuralNet.Gen.Generator.Tests.Pipeline;

namespace NeuralNet.Gen.Generator.Tests.Evaluation;

/// <summary>While a method is being typed the C# compiler says what is missing, and the generator says nothing beside it.</summary>
public sealed class EvaluationTypingTests
{
    [Theory]
    [InlineData("CS1002", "static Tensor Forward([Shape(4)] Tensor x) { return x }")]
    [InlineData("CS0161", "static Tensor Forward([Shape(4)] Tensor x) { }")]
    [InlineData("CS0501", "static Tensor Forward([Shape(4)] Tensor x);")]
    [InlineData("CS0103", "static Tensor Forward([Shape(4)] Tensor x) => x.Dense(widht);")]
    [InlineData("CS1061", "static Tensor Forward([Shape(4)] Tensor x) => x.Dens(3);")]
    [InlineData("CS1501", "static Tensor Forward([Shape(4)] Tensor x) => x.Relu(3);")]
    [InlineData("CS7036", "static Tensor Forward([Shape(4)] Tensor x) => x.Dense();")]
    [InlineData("CS1503", "static Tensor Forward([Shape(4)] Tensor x) => x.Dense(\"3\");")]
    [InlineData("CS0246", "static Tensr Forward([Shape(4)] Tensor x) => x;")]
    [InlineData("CS0246", "static Tensor Forward([Shape(4)] Tensr x) => x;")]
    [InlineData("CS0246", "static Tensr Forward([Shape(4)] Tensr x) => x;")]
    [InlineData("CS0246", "static Tensor Forward([Shpe(4)] Tensor x) => x;")]
    [InlineData("CS0103", "static Tensor Forward([Shape(widht)] Tensor x) => x;")]
    [InlineData("CS0165", "static Tensor Forward([Shape(4)] Tensor x) { Tensor y; return y; }")]
    [InlineData("CS0029", "static Tensor Forward([Shape(4)] Tensor x) { int n = x; return x.Dense(n); }")]
    [InlineData("CS0120", "int _width = 3; static Tensor Forward([Shape(4)] Tensor x) => x.Dense(_width);")]
    [InlineData("CS0029", "static Tensor Forward([Shape(4)] Tensor x) => x + \"a\";")]
    [InlineData("CS0029", "static Tensor Forward([Shape(4)] Tensor x) { if (x) return x; return x + x.Dense(3); }")]
    [InlineData("CS1513", "static Tensor Forward([Shape(4)] Tensor x) { for (int i = 0; i < ")]
    [InlineData("CS4032", "static Tensor Forward([Shape(4)] Tensor x) { await System.Threading.Tasks.Task.Yield(); return x; }")]
    [InlineData("CS0103", "static Tensor Forward([Shape(4)] Tensor x) => x + Block(x).Dense(3);")]
    [InlineData("CS0103", "static Tensor Forward([Shape(4)] Tensor x) => Helper(x); static Tensor Helper(Tensor x) => x.Dense(widht);")]
    [InlineData("CS0246", "static Tensor Forward([Shape(4)] Tensor x) => x.Dense(3); static Scalar Loss(Tensor y, Tokns labels) => y.Mean();")]
    [InlineData("CS0246", "static Tensor Forward([Shape(4)] Tensor x) => x.Dense(3); static Sclar Loss(Tensor y) => y.Mean();")]
    public void What_the_compiler_reports_is_not_reported_twice(string compilerError, string members)
    {
        // A brace that is still missing would swallow the twin, so that one stands first.
        ProjectRun run = new UserProject("using NeuralNet.Gen; " + Marked.Twin + " [Network] partial class Net { " + members + " }").Run();
        Assert.Null(run.Result.Exception);
        Assert.Empty(run.Reported.Select(d => d.GetMessage()));
        Assert.Contains(run.Input.GetDiagnostics(), d => d.Id == compilerError);
        Assert.Contains("Twin.g.cs", run.Files.Keys);
        Assert.DoesNotContain(run.CompilerDiagnostics, d => d.Location.SourceTree is { } tree && tree.FilePath.EndsWith(".g.cs", StringComparison.Ordinal) && d.Severity == DiagnosticSeverity.Error);
    }

    [Fact]
    public void Every_prefix_of_a_declaration_runs_without_an_exception_or_noise()
    {
        const string Whole = """
            using System.Collections.Generic; using NeuralNet.Gen; using static NeuralNet.Gen.Functional;
            [Network] sealed partial class Net {
            record Pair(Tensor A, Tensor B = null!) { public int N { get; init; } = 3; }
            static (Tensor Scores, Tensor Value) Forward([Shape(2, 3)] Tensor x, [Shape(4)] Tensor y) {
            var shared = new Dense(4, name: $"a.{1 + 1}"); var list = new List<Tensor> { x.Flatten(), y };
            foreach (var (t, i) in new[] { (list[0], 1) }) { list[^1] += shared.Of(t) * i; }
            Pair p = new Pair(list[1]) with { N = 4 }; p = p.N switch { > 3 and < 5 => p with { B = p.A }, _ => p };
            Tensor Local(Tensor t, int n) => n <= 0 ? t : Local(t.Dense(4).Gelu(GeluForm.Tanh), n - 1);
            if (p is { B: { } b }) return (Local(b, 2), -p.A); throw new System.InvalidOperationException(); }
            static Scalar Loss(Tensor s, Tensor v, Tokens l, [Shape(4)] Tensor w) => CrossEntropy(s, l, labelSmoothing: 0.1f) + 0.5f * (v - w).Abs().Mean(); }
            """;
        ProjectRun run = new UserProject(Whole).Run();
        run.IsClean();
        Assert.Equal(3, run.Files.Count);
        for (int length = Whole.IndexOf("static (", StringComparison.Ordinal); length <= Whole.Length; length++)
        {
            run = run.After(c => c.ReplaceSyntaxTree(c.SyntaxTrees[0], c.SyntaxTrees[0].WithChangedText(Microsoft.CodeAnalysis.Text.SourceText.From(Whole[..length]))));
            Assert.Null(run.Result.Exception);
            Assert.DoesNotContain(run.Reported, d => d.Id is "NNG099" or "CS8785");
            // A prefix that stops within a method is broken C#: its errors are enough.
            if (run.Reported.Length > 0) Assert.DoesNotContain(run.Reported, d => d.Id is "NNG020" or "NNG023");
        }
    }
}
