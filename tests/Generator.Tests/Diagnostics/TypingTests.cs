using Microsoft.CodeAnalysis;
using NeuralNet.Gen.Generator.Tests.Pipeline;

namespace NeuralNet.Gen.Generator.Tests.Diagnostics;

/// <summary>While a declaration is being typed the C# compiler says what is missing, and the generator says nothing beside it.</summary>
public sealed class TypingTests
{
    [Theory]
    [InlineData("CS7036", "[Network, Input(2), Dense] partial class Net;")]
    [InlineData("CS7036", "[Network, Input(2), Dense()] partial class Net;")]
    [InlineData("CS1503", "[Network, Input(2), Dense(\"3\")] partial class Net;")]
    [InlineData("CS1503", "[Network, Input(2), Dense(3.5)] partial class Net;")]
    [InlineData("CS0103", "[Network, Input(2), Dense(Widht)] partial class Net;")]
    [InlineData("CS0103", "[Network, Input(2, Widht), Dense(3)] partial class Net;")]
    [InlineData("CS0103", "[Network, Input(2), Dense(3, Name = Widht)] partial class Net;")]
    [InlineData("CS0029", "[Network, Input(2), Dense(3, Bias = 3)] partial class Net;")]
    [InlineData("CS0246", "[Network, Input(2), Dense(3, Nme = \"x\")] partial class Net;")]
    [InlineData("CS0246", "[Network, Input(28, 28), Flaten, Dense(3)] partial class Net;")]
    [InlineData("CS0246", "[Netwrk, Input(2), Dense(3)] partial class Net;")]
    [InlineData("CS1001", "[Network, Input(2), Dense(3), ] partial class Net { [ }")]
    [InlineData("CS1729", "[Network, Input(2), Dense(3), Relu(4)] partial class Net;")]
    [InlineData("CS1026", "[Network, Input(2), Dense(3 partial class Net;")]
    [InlineData("CS0182", "[Network, Input(2), Dense(Net.Width)] partial class Net { static int Width => 3; }")]
    [InlineData("CS0592", "[Network, Input(2), Dense(3)] partial struct Net;")]
    [InlineData("CS0592", "[Network, Input(2), Dense(3)] partial record struct Net;")]
    [InlineData("CS0592", "[Network, Input(2), Dense(3)] partial interface Net;")]
    [InlineData("CS0592", "[Input(2), Dense(3)] partial struct Net;")]
    [InlineData("CS0579", "[Network, Network, Input(2), Dense(3)] partial class Net;")]
    [InlineData("CS0579", "[Network, Input(2), Dense(3)] partial class Net; [Network] partial class Net;")]
    [InlineData("CS0260", "[Network, Input(2), Dense(3)] partial class Net; class Net;")]
    [InlineData("CS0246", "[Network, Input(2), Dense(3)] partial class Net : Missing;")]
    public void What_the_compiler_reports_is_not_reported_twice(string compilerError, string source)
    {
        ProjectRun run = Marked.IsLeftToTheCompiler(compilerError, source);
        // Whatever is generated from the half-written network adds no error of its own.
        Assert.DoesNotContain(run.CompilerDiagnostics, d => d.Location.SourceTree is { } tree && tree.FilePath.EndsWith(".g.cs", StringComparison.Ordinal) && d.Severity == DiagnosticSeverity.Error);
    }

    [Fact]
    public void Every_prefix_of_a_declaration_runs_without_an_exception_or_an_internal_error()
    {
        const string Whole = "using NeuralNet.Gen;\n[Network, Input(28, 28 - 27), Dense(4, Name = \"a\", WeightInitializer = Initializer.KaimingNormal)]\n[Gelu(GeluForm.Tanh), Dropout(0.5f), Dense(units: 3), SoftmaxCrossEntropy(LabelSmoothing = 0.1f)]\nsealed partial class Net { Net(int a) : this() { } }";
        ProjectRun run = new UserProject(Whole).Run();
        for (int length = 20; length <= Whole.Length; length++)
        {
            string prefix = Whole[..length];
            run = run.After(c => c.ReplaceSyntaxTree(c.SyntaxTrees[0], c.SyntaxTrees[0].WithChangedText(Microsoft.CodeAnalysis.Text.SourceText.From(prefix))));
            Assert.Null(run.Result.Exception);
            Assert.DoesNotContain(run.Reported, d => d.Id is "NNG099" or "CS8785");
        }
    }
}
