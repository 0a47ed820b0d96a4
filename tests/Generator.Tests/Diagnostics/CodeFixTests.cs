using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Text;
using NeuralNet.Gen.CodeFixes;
using NeuralNet.Gen.Generator.Tests.Pipeline;

namespace NeuralNet.Gen.Generator.Tests.Diagnostics;

/// <summary>Applies each fix in a workspace, compares the text and lets the generator run over it.</summary>
public sealed class CodeFixTests
{
    [Theory]
    [InlineData("[Network, Input(2), Dense(1)]\nclass Net;", "[Network, Input(2), Dense(1)]\npartial class Net;")]
    [InlineData("[Network, Input(2), Dense(1)]\n// Small.\n  class Net { }", "[Network, Input(2), Dense(1)]\n// Small.\n  partial class Net { }")]
    [InlineData("[Network, Input(2), Dense(1)]\npublic sealed class Net;", "[Network, Input(2), Dense(1)]\npublic sealed partial class Net;")]
    [InlineData("public class Outer\n{\n    [Network, Input(2), Dense(1)]\n    partial class Net;\n}", "public partial class Outer\n{\n    [Network, Input(2), Dense(1)]\n    partial class Net;\n}")]
    [InlineData("readonly record struct Outer { [Network, Input(2), Dense(1)] partial class Net; }", "readonly partial record struct Outer { [Network, Input(2), Dense(1)] partial class Net; }")]
    [InlineData("interface Outer { [Network, Input(2), Dense(1)] partial class Net; }", "partial interface Outer { [Network, Input(2), Dense(1)] partial class Net; }")]
    public async Task Partial_is_added(string wrong, string right) => await Fixes(new MakePartialCodeFix(), wrong, right);

    [Theory]
    [InlineData("[Network, Input(2), Dense(3), Softmax, SoftmaxCrossEntropy]\npartial class Net;", "[Network, Input(2), Dense(3), SoftmaxCrossEntropy]\npartial class Net;")]
    [InlineData("[Network]\n[Input(2)]\n[Dense(3), Sigmoid]\n[BinaryCrossEntropy]\npartial class Net;", "[Network]\n[Input(2)]\n[Dense(3)]\n[BinaryCrossEntropy]\npartial class Net;")]
    [InlineData("[Network]\n[Input(2)]\n[Dense(3)]\n[Softmax]\n[SoftmaxCrossEntropy]\npartial class Net;", "[Network]\n[Input(2)]\n[Dense(3)]\n[SoftmaxCrossEntropy]\npartial class Net;")]
    [InlineData("[Network, Input(2), Dense(3), Sigmoid, Dense(2), Sigmoid, System.Obsolete, BinaryCrossEntropy]\npartial class Net;", "[Network, Input(2), Dense(3), Sigmoid, Dense(2), System.Obsolete, BinaryCrossEntropy]\npartial class Net;")]
    public async Task The_doubled_activation_is_removed(string wrong, string right) => await Fixes(new RemoveActivationCodeFix(), wrong, right);

    [Theory]
    [InlineData("[Input(2), Dense(3)]\npartial class Net;", "[Network, Input(2), Dense(3)]\npartial class Net;")]
    [InlineData("/// <summary>Small.</summary>\n[Input(2)]\n[Dense(3)]\npartial class Net;", "/// <summary>Small.</summary>\n[Network, Input(2)]\n[Dense(3)]\npartial class Net;")]
    [InlineData("[NeuralNet.Gen.Input(2), Dense(3)]\npartial class Net;", "[NeuralNet.Gen.Network, NeuralNet.Gen.Input(2), Dense(3)]\npartial class Net;")]
    public async Task Network_is_added(string wrong, string right) => await Fixes(new AddNetworkCodeFix(), wrong, right);

    [Fact]
    public void Each_fix_is_exported_for_its_ids()
    {
        foreach (CodeFixProvider fix in new CodeFixProvider[] { new MakePartialCodeFix(), new RemoveActivationCodeFix(), new AddNetworkCodeFix() })
        {
            var export = (ExportCodeFixProviderAttribute)Attribute.GetCustomAttribute(fix.GetType(), typeof(ExportCodeFixProviderAttribute))!;
            Assert.Equal([LanguageNames.CSharp], export.Languages);
            Assert.NotNull(fix.GetFixAllProvider());
        }
    }

    private static async Task Fixes(CodeFixProvider provider, string wrong, string right)
    {
        wrong = "using NeuralNet.Gen;\n" + wrong + "\n" + Marked.Twin + "\n";
        right = "using NeuralNet.Gen;\n" + right + "\n" + Marked.Twin + "\n";
        ProjectRun run = new UserProject(wrong).Run();
        Diagnostic mistake = Assert.Single(run.Reported);
        Assert.Contains(mistake.Id, provider.FixableDiagnosticIds);

        using var workspace = new AdhocWorkspace();
        Project project = workspace.AddProject(ProjectInfo.Create(
            ProjectId.CreateNewId(), VersionStamp.Default, "Networks", "Networks", LanguageNames.CSharp,
            compilationOptions: run.Input.Options, parseOptions: new UserProject().ParseOptions, metadataReferences: run.Input.References));
        Document document = workspace.AddDocument(project.Id, "Source0.cs", SourceText.From(wrong));
        SyntaxTree tree = (await document.GetSyntaxTreeAsync())!;
        Diagnostic here = Diagnostic.Create(mistake.Descriptor, Location.Create(tree, mistake.Location.SourceSpan));
        var actions = new List<CodeAction>();
        await provider.RegisterCodeFixesAsync(new CodeFixContext(document, here, (action, _) => actions.Add(action), default));
        CodeAction action = Assert.Single(actions);
        var operation = Assert.IsType<ApplyChangesOperation>(Assert.Single(await action.GetOperationsAsync(default)));
        string text = (await operation.ChangedSolution.GetDocument(document.Id)!.GetTextAsync()).ToString();

        Assert.Equal(right, text);
        ProjectRun mended = new UserProject(text).Run();
        Assert.Empty(mended.Reported);
        Assert.Empty(mended.CompilerDiagnostics.Where(d => d.Severity == DiagnosticSeverity.Error));
        Assert.Equal(6, mended.Files.Count);
    }
}
