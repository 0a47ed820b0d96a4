using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using NeuralNet.Gen.Generator.Parsing;

namespace NeuralNet.Gen.Generator.Tests.Pipeline;

/// <summary>What is remembered between runs never shows: after any edit the files are those of a session that begins with it.</summary>
public sealed class ParseCacheTests
{
    private const string Network = """
        using NeuralNet.Gen;
        using static NeuralNet.Gen.Functional;
        namespace Sample.Nets;
        [Network]
        public sealed partial class Net
        {
            static Tensor Forward([Shape(Sizes.Inputs)] Tensor x)
            {
                for (int i = 0; i < Sizes.Depth; i++) x = Blocks.Block(x);
                return x.Dense(Sizes.Wide(Level.High), name: Sizes.Name);
            }

            static Scalar Loss(Tensor y, [Shape(2)] Tensor t) => MeanSquaredError(y.Scale(), t);
        }

        [Network, Input(3), Dense(4), Relu, Dense(Sizes.Classes), SoftmaxCrossEntropy]
        public sealed partial class Chain;
        """;

    private const string Helpers = """"
        using NeuralNet.Gen;
        namespace Sample;
        static class Blocks
        {
            public static Tensor Block(Tensor x) => x.Dense(Sizes.Width).Relu().Scale();
        }

        enum Level { Low, High }
        """";

    private const string Constants = """"
        using NeuralNet.Gen;
        namespace Sample
        {
            static class Sizes
            {
                public const int Inputs = 3, Classes = 2, Offset = 1;
                public const string Name = """last""";
                public static readonly int Width = 2 + Offset;
                public static int Depth => Half * 2;
                public static int Half { get; } = 1;
                public static int Wide(Level level, int plus = 1) => (int)level + plus;
            }
        }
        """";

    private const string Extensions = """
        using NeuralNet.Gen;
        namespace Sample
        {
            static class Extensions { public static Tensor Scale(this Tensor x) { return 2f * x; } }
        }
        """;

    private const string Other = """
        namespace Sample.Nets
        {
            class Other
            {
                static readonly int s_a = 1;
                int Sum(int n) { int sum = s_a; for (int i = 0; i < n; i++) sum += i; return sum; }
                int Twice(int n) => 2 * n;
            }

            partial class Net { static int s_mine = 1; static int Mine() => s_mine; }
        }
        """;

    private static readonly UserProject Project = new(Network, Helpers, Constants, Extensions, Other);

    /// <summary>Edits by file, each of which changes what is generated.</summary>
    public static TheoryData<int, string, string> Meaningful => new()
    {
        { 2, "Inputs = 3", "Inputs = 4" },
        { 2, "Classes = 2", "Classes = 3" },
        { 2, "\"\"\"last\"\"\"", "\"\"\"final\"\"\"" },
        { 2, "Offset = 1", "Offset = 2" },
        { 2, "Width = 2 +", "Width = 3 +" },
        { 2, "=> Half * 2", "=> Half * 3" },
        { 2, "= 1;\n        public static int Wide", "= 2;\n        public static int Wide" },
        { 1, ".Relu()", ".Tanh()" },
        { 1, ".Relu()", ".Dense(5)" },
        { 3, "return 2f", "return 3f" },
        { 4, "class Other", "class Batch { }\n    class Other" },
        { 4, "class Other", "static class Extensions { public static NeuralNet.Gen.Tensor Scale(this NeuralNet.Gen.Tensor x) { return 5f * x; } }\n    class Other" },
        { 4, "namespace Sample.Nets", "global using Span = System.String;\nnamespace Sample.Nets" },
        { 4, "class Other", "static class Blocks { public static NeuralNet.Gen.Tensor Block(NeuralNet.Gen.Tensor x) { return x.Tanh(); } }\n    class Other" },
        { 4, "class Other", "partial class Net { static int Batch; }\n    class Other" },
        // Mistakes appear, too.
        { 4, "s_mine", "Last" },
        { 4, "int Mine()", "int LastParameters()" },
        { 2, "static readonly int Width", "static int Width" },
        { 2, "plus = 1", "plus = 0" },
        { 1, "Low, High", "High, Low" },
        { 4, "class Other", "partial class Net { int Parameters; }\n    class Other" },
    };

    [Theory]
    [MemberData(nameof(Meaningful))]
    public void An_edit_elsewhere_on_which_a_network_depends_is_seen(int file, string before, string now)
    {
        ProjectRun first = Start(Project.Compile()).IsClean();
        // Alone, and between edits that touch no network.
        ProjectRun alone = Edit(first, file, before, now), later = Edit(Edit(Edit(first, 4, "sum += i", "sum -= i"), file, before, now), 4, "2 * n", "3 * n");
        Assert.NotEqual(Told(first), Told(alone));
        ExpectFresh(alone);
        ExpectFresh(later);
        Assert.Equal(Told(alone), Told(later));
        ProjectRun back = Edit(later, file, now, before);
        ExpectFresh(back);
        Assert.Equal(Told(first), Told(back));
        // The session before the edit may go on in another way.
        Assert.Equal(Told(first), Told(Edit(first, 4, "s_a = 1", "s_a = 2")));
    }

    [Fact]
    public void Settings_and_references_are_seen()
    {
        ProjectRun first = Start(Project.Compile());
        ProjectRun run = first.After(c => c.WithOptions(c.Options.WithOverflowChecks(true)));
        ExpectFresh(run);
        Assert.NotEqual(Told(first), Told(run));
        CSharpCompilation library = CSharpCompilation.Create("Library", [CSharpSyntaxTree.ParseText("namespace Sample.Nets; public class Batch;")], first.Input.References, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        run = first.After(c => c.AddReferences(library.ToMetadataReference()));
        ExpectFresh(run);
        Assert.NotEqual(Told(first), Told(run));
    }

    /// <summary>Whether networks are parsed after an edit that touches none.</summary>
    [Theory]
    [InlineData("sum += i", "sum += 2 * i", false)]
    [InlineData("=> 2 * n", "=> n + n", false)]
    [InlineData("s_a = 1", "s_a = 2", false)]
    [InlineData("class Other", "// Remark.\nclass Other", false)]
    [InlineData("int Twice", "int Double", false)]
    [InlineData("int Twice", "publ int Twice", false)]
    [InlineData("int n)", "int n = 1)", false)]
    [InlineData("int Twice", "int More() { return 1; } int Twice", false)]
    [InlineData("int Twice", "int Block", true)]
    [InlineData("int Twice", "int Deconstruct", true)]
    [InlineData("int Twice", "const int More = 1; int Twice", true)]
    [InlineData("int Twice", "class More; int Twice", true)]
    [InlineData("class Other", "class Others", true)]
    public void Only_an_edit_that_a_network_may_see_parses_again(string before, string now, bool parses)
    {
        var watched = new Watched();
        ProjectRun run = Project.Run(watched);
        ParseResult[] first = [.. watched.Results];
        watched.Results.Clear();
        Edit(run, 4, before, now);
        Assert.Equal(first, watched.Results);
        for (int i = 0; i < first.Length; i++) Assert.Equal(parses, !ReferenceEquals(first[i], watched.Results[i]));
    }

    /// <summary>A day of typing keeps no version of a file but the last ones, whether networks are parsed again or not.</summary>
    [Theory]
    [InlineData("s_a = ")]
    [InlineData("const int Typed = ")]
    public void Versions_of_an_edited_file_are_let_go(string edited)
    {
        (ProjectRun run, WeakReference[] versions) = Type(edited);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.InRange(versions.Count(v => v.IsAlive), 1, 3);
        GC.KeepAlive(run);
    }

    /// <summary>Counting walks number every layer; a name of the user's that looks like such a number is none of their business.</summary>
    [Fact]
    public void A_given_name_that_looks_numbered_leaves_the_others_alone()
    {
        const string Source = "using NeuralNet.Gen;\n[Network] partial class Net { static Tensor Forward([Shape(4)] Tensor x) => x.Dense(4, name: \"dense.0\").Dense(4).LayerNorm(); }";
        string text = new UserProject(Source).Run().IsClean().Files["Net.g.cs"];
        Assert.Contains("\"dense.weight\"", text.Replace("\\\"", "\""));
        Assert.Contains("layerNorm.", text);
        Assert.DoesNotContain("layerNorm.0", text);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (ProjectRun Run, WeakReference[] Versions) Type(string edited)
    {
        const int Edits = 12;
        ProjectRun run = Edit(Start(Project.Compile()), 4, "int s_a = 1", "int s_b, s_a = 1; public const int Typed = 1");
        var versions = new WeakReference[Edits];
        for (int i = 0; i < Edits; i++)
        {
            run = Edit(run, 4, $"{edited}{i + 1};", $"{edited}{i + 2};");
            versions[i] = new WeakReference(run.Input.SyntaxTrees[4]);
        }

        return (run, versions);
    }

    private static ProjectRun Edit(ProjectRun run, int file, string before, string now) => run.After(c =>
    {
        SyntaxTree tree = c.SyntaxTrees[file];
        string text = tree.ToString();
        Assert.Contains(before, text);
        return c.ReplaceSyntaxTree(tree, tree.WithChangedText(SourceText.From(text.Replace(before, now))));
    });

    private static void ExpectFresh(ProjectRun run)
    {
        Assert.Null(run.Result.Exception);
        Assert.Equal(Told(Start(run.Input)), Told(run));
    }

    /// <summary>Steps are not tracked, as in an IDE: Roslyn 5.0 loses outputs when it tracks them and a value goes in one run that another run follows.</summary>
    private static ProjectRun Start(CSharpCompilation compilation)
        => ProjectRun.Of(compilation, CSharpGeneratorDriver.Create([new NetworkGenerator().AsSourceGenerator()], parseOptions: Project.ParseOptions));

    /// <summary>Everything that the generator says.</summary>
    private static string Told(ProjectRun run)
        => string.Join("\n", run.Files.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => f.Key + "\n" + f.Value).Concat(run.Reported.Select(d => d.Id + d.GetMessage())));

    /// <summary>Parses as the generator does and keeps what it gets.</summary>
    private sealed class Watched : IIncrementalGenerator
    {
        public List<ParseResult> Results { get; } = [];

        public void Initialize(IncrementalGeneratorInitializationContext context)
        {
            var cache = new ParseCache();
            context.RegisterSourceOutput(context.SyntaxProvider.ForAttributeWithMetadataName(NetworkParser.NetworkAttribute, static (node, _) => node is TypeDeclarationSyntax, (c, cancellation) =>
            {
                ParseResult result = cache.Parse(c, cancellation);
                Results.Add(result);
                return result;
            }), static (_, _) => { });
        }
    }
}
