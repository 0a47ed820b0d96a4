using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NeuralNet.Gen.Generator.Emission;
using NeuralNet.Gen.Generator.Tests.Pipeline;

namespace NeuralNet.Gen.Generator.Tests.Emission;

/// <summary>Wherever a class stands and whatever else the user's project names, the generated part compiles without a warning and works.</summary>
public sealed class SurroundingsTests
{
    private const string Layers = "[NeuralNet.Gen.Network, NeuralNet.Gen.Input(3), NeuralNet.Gen.Dense(5), NeuralNet.Gen.Gelu, NeuralNet.Gen.Dropout(0.5f), NeuralNet.Gen.Dense(2), NeuralNet.Gen.SoftmaxCrossEntropy]";

    /// <summary>Where there are many networks.</summary>
    private const string FewLayers = "[NeuralNet.Gen.Network, NeuralNet.Gen.Input(3), NeuralNet.Gen.Dense(2), NeuralNet.Gen.SoftmaxCrossEntropy]";

    [Theory]
    [InlineData("Net", Layers + " partial class Net;")]
    [InlineData("Net", Layers + " internal sealed partial class Net;")]
    [InlineData("class", Layers + " partial class @class;")]
    [InlineData("event.Net", "namespace @event; " + Layers + " partial class Net;")]
    [InlineData("A.int.B.Net", "namespace A.@int.B { " + Layers + " partial class Net; }")]
    [InlineData("record", Layers + " partial class @record;")]
    [InlineData("required", "#pragma warning disable CS8981\n" + Layers + " partial class @required;")]
    [InlineData("Outer+Net", "partial class Outer { " + Layers + " partial class Net; }")]
    [InlineData("Outer+Net", "partial struct Outer { " + Layers + " partial class Net; }")]
    [InlineData("Outer+Net", "readonly partial struct Outer { " + Layers + " partial class Net; }")]
    [InlineData("Outer+Net", "ref partial struct Outer { " + Layers + " partial class Net; }")]
    [InlineData("Outer+Net", "partial interface Outer { " + Layers + " partial class Net; }")]
    [InlineData("Outer+Net", "partial record Outer { " + Layers + " partial class Net; }")]
    [InlineData("Outer+Net", "partial record class Outer(int Size) { " + Layers + " partial class Net; }")]
    [InlineData("Outer+Net", "partial record struct Outer(int Size) { " + Layers + " partial class Net; }")]
    [InlineData("Outer+Net", "static partial class Outer { " + Layers + " partial class Net; }")]
    [InlineData("Outer+Middle+Net", "abstract partial class Outer { private partial interface Middle { " + Layers + " partial class Net; } }")]
    [InlineData("if+Net", "partial class @if { private protected partial class Dummy; " + Layers + " private partial class Net; }")]
    [InlineData("Base", "class Base { protected int Width => 3; } " + Layers + " partial class Net : Base;")]
    [InlineData("Base", "class Base { public Base(int a = 3, params int[] b) { _ = (a, b); } public int Parameters => 3; } " + Layers + " partial class Net : Base, System.IDisposable { public void Dispose() { } }")]
    public void A_class_may_stand_anywhere(string type, string source)
    {
        Assembly assembly = new UserProject(source).Run().IsClean().Load();
        Predicts(assembly.GetType(type == "Base" ? "Net" : type, throwOnError: true)!);
    }

    [Theory]
    [InlineData("Net`1", "", Layers + " partial class Net<T> where T : struct;")]
    [InlineData("Outer`1+Net`2", "", "partial class Outer<TOut> { " + Layers + " partial class Net<@in, TOther> where @in : new(); }")]
    [InlineData("Outer`1+Net", "", "partial struct Outer<T> where T : unmanaged { " + Layers + " partial class Net; }")]
    public void A_class_may_be_generic(string type, string unused, string source)
    {
        _ = unused;
        Type definition = new UserProject(source).Run().IsClean().Load().GetType(type, throwOnError: true)!;
        Predicts(definition.MakeGenericType([.. definition.GetGenericArguments().Select(_ => typeof(int))]));
    }

    [Fact]
    public void Equal_names_in_different_places_get_files_of_their_own()
    {
        ProjectRun run = new UserProject(
            $"namespace A {{ {Layers} partial class Net; {Layers} partial class Net<T>; }}",
            $"namespace B {{ {Layers} partial class Net; partial class Outer {{ {Layers} partial class Net; }} partial class Outer<T> {{ {Layers} partial class Net; }} }}",
            $"{Layers} partial class Net;").Run().IsClean();
        Assert.Equal(18, run.Files.Count);
        Assert.Contains("A.Net.g.cs", run.Files.Keys);
        Assert.Contains("B.Outer(1).Net.g.cs", run.Files.Keys);
        run.Load();
    }

    [Fact]
    public void Names_that_differ_in_case_alone_get_files_of_their_own_and_others_keep_theirs()
    {
        ProjectRun run = new UserProject($"{FewLayers} partial class MyNet; {FewLayers} partial class Mynet; {FewLayers} partial class Other; namespace mynet {{ {FewLayers} partial class Other; }} namespace MyNET {{ {FewLayers} partial class Other; }}").Run().IsClean();
        Assert.Equal(15, run.Files.Keys.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.Contains("MyNet(1 of 2).g.cs", run.Files.Keys);
        Assert.Contains("Mynet(2 of 2).Kernels.g.cs", run.Files.Keys);
        Assert.Contains("MyNET.Other(1 of 2).g.cs", run.Files.Keys);
        Assert.Contains("Other.g.cs", run.Files.Keys);
        run.Load();
    }

    private static string[] PlainTypeNames { get; } = [.. PlainNames.Known.Select(n => n.Key).Where(n => n != "System")];

    /// <summary>Those of them that the network with few layers uses, so that a clash would show.</summary>
    private static string[] UsedTypeNames { get; } = Used();

    private static string[] Used()
    {
        string text = string.Concat(new UserProject(FewLayers + " partial class Net;").Run().Files.Values);
        string[] used = [.. PlainTypeNames.Where(n => System.Text.RegularExpressions.Regex.IsMatch(text, $@"\b{n}\b"))];
        Assert.True(used.Length > 20);
        return used;
    }

    /// <summary>User types with all the names that generated code uses plainly, in every way in which they can come into view.</summary>
    [Theory]
    [InlineData("My.App.Net", "namespace My.App { $types$ $net$ }")]
    [InlineData("My.App.Net", "namespace My { $types$ } namespace My.App { $net$ }")]
    [InlineData("Net", "$types$ $net$")]
    [InlineData("My.Net", "global using Other; namespace Other { $types$ } namespace My { $net$ }")]
    [InlineData("Net", "$layers$ partial class Net { $types$ }")]
    [InlineData("Net", "$layers$ partial class Net { $members$ }")]
    [InlineData("Outer+Net", "class Base { $members$ } partial class Outer : Base { $net$ }")]
    [InlineData("My.Net", "$namespaces$ namespace My { $net$ }")]
    public void A_type_of_the_users_may_have_any_name(string type, string source)
    {
        source = source.Replace("$net$", Layers + " partial class Net;").Replace("$layers$", Layers)
            .Replace("$types$", string.Concat(PlainTypeNames.Select(n => $"public class {n} {{ public static int Run(int x) => x; }} public class {n}<T> {{ }}\n")))
            .Replace("$members$", string.Concat(PlainTypeNames.Select(n => $"protected static int {n} => 3;\n")))
            .Replace("$namespaces$", string.Concat(PlainTypeNames.Select(n => $"namespace My.{n} {{ class A; }}\n")));
        ProjectRun run = new UserProject(source).Run();
        Assert.Empty(run.Reported);
        Assert.Empty(run.CompilerDiagnostics.Where(d => d.Id != "CS1591"));
        Predicts(run.Load().GetType(type, throwOnError: true)!);
    }

    [Fact]
    public void A_network_may_have_the_name_of_any_type_that_generated_code_uses()
    {
        Assembly assembly = new UserProject($"namespace My {{ {string.Concat(UsedTypeNames.Select(n => $"{FewLayers} partial class {n};\n"))} }}").Run().IsClean().Load();
        foreach (string name in UsedTypeNames) Predicts(assembly.GetType("My." + name, throwOnError: true)!);
    }

    [Fact]
    public void A_layer_may_have_the_name_of_any_type_that_generated_code_uses()
    {
        string LayersOf(string name) => FewLayers.Replace("Dense(2)", $"Dense(2, Name = \"{char.ToLowerInvariant(name[0]) + name[1..]}\")");
        Assembly assembly = new UserProject($"namespace My {{ {string.Concat(UsedTypeNames.Select((n, i) => $"{LayersOf(n)} partial class Net{i};\n"))} }}").Run().IsClean().Load();
        for (int i = 0; i < UsedTypeNames.Length; i++) Predicts(assembly.GetType($"My.Net{i}", throwOnError: true)!);
    }

    [Fact]
    public void A_namespace_of_the_users_may_end_in_System_or_NeuralNet()
    {
        const string InSystem = "namespace My.System { class Math; class Span; } namespace My.NeuralNet.Gen { class Batch; }";
        Predicts(new UserProject($"{InSystem} namespace My {{ {Layers.Replace("NeuralNet.Gen.", "global::NeuralNet.Gen.")} partial class Net; }}").Run().IsClean().Load().GetType("My.Net")!);
        Predicts(new UserProject($"namespace My {{ class System; {Layers} partial class Net; }}").Run().IsClean().Load().GetType("My.Net")!);
    }

    /// <summary>What NNG012 refuses is complete: every member but the kernels, whose names carry shapes.</summary>
    [Fact]
    public void Every_generated_member_is_in_the_list_of_names_that_are_taken()
    {
        ProjectRun run = new UserProject(Layers.Replace("Dense(5)", "Dense(3000)") + " partial class Net;", "[NeuralNet.Gen.Network, NeuralNet.Gen.Input(3), NeuralNet.Gen.Relu] partial class Bare;").Run().IsClean();
        foreach (string name in new[] { "Net", "Bare" })
        {
            string[] members = [.. run.Output.GetTypeByMetadataName(name)!.GetMembers()
                .Where(m => !m.IsImplicitlyDeclared && m.CanBeReferencedByName && m.Locations.Any(l => !l.SourceTree!.FilePath.EndsWith(".Kernels.g.cs", StringComparison.Ordinal)))
                .Select(m => m.Name).Distinct()];
            string[] layers = name == "Net" ? ["Dense1", "Dense1Parameters", "Dense2", "Dense2Parameters"] : [];
            Assert.Empty(members.Except(ClassEmitter.MemberNames).Except(layers));
            Assert.True(members.Length > 12);
        }
    }

    /// <summary>The list of plain names is complete: whatever type generated code names is in it, or is nested in the network.</summary>
    [Fact]
    public void Every_type_that_generated_code_names_is_known()
    {
        string[] networks =
        [
            Layers,
            "[NeuralNet.Gen.Network, NeuralNet.Gen.Input(40), NeuralNet.Gen.Dense(70, Bias = false), NeuralNet.Gen.Elu, NeuralNet.Gen.Dense(700), NeuralNet.Gen.Tanh, NeuralNet.Gen.Dense(9), NeuralNet.Gen.Softmax, NeuralNet.Gen.Huber]",
            "[NeuralNet.Gen.Network, NeuralNet.Gen.Input(4, 4), NeuralNet.Gen.LeakyRelu, NeuralNet.Gen.Silu]",
            "[NeuralNet.Gen.Network, NeuralNet.Gen.Input(784), NeuralNet.Gen.Dense(512), NeuralNet.Gen.Relu, NeuralNet.Gen.Dense(10), NeuralNet.Gen.Sigmoid, NeuralNet.Gen.Dense(1), NeuralNet.Gen.BinaryCrossEntropy]",
        ];
        ProjectRun run = new UserProject([.. networks.Select((layers, i) => $"{layers} partial class Net{i};")]).Run().IsClean();
        var known = PlainNames.Known.ToDictionary(n => n.Key, n => n.Value);
        var missing = new SortedSet<string>();
        foreach (SyntaxTree tree in run.Output.SyntaxTrees.Where(t => t.FilePath.EndsWith(".g.cs", StringComparison.Ordinal)))
        {
            SemanticModel semantics = run.Output.GetSemanticModel(tree);
            foreach (var name in tree.GetRoot().DescendantNodes().OfType<Microsoft.CodeAnalysis.CSharp.Syntax.SimpleNameSyntax>())
            {
                if (name.FirstAncestorOrSelf<Microsoft.CodeAnalysis.CSharp.Syntax.UsingDirectiveSyntax>() is not null) continue;
                if (name.Parent is Microsoft.CodeAnalysis.CSharp.Syntax.QualifiedNameSyntax { Right: var right } && right == name) continue;
                ISymbol? symbol = semantics.GetSymbolInfo(name).Symbol;
                if (symbol is IMethodSymbol { MethodKind: MethodKind.Constructor }) symbol = symbol.ContainingType;
                if (name.Identifier.ValueText is "var" or "nint" or "nuint") continue;
                if (symbol is not (INamedTypeSymbol { ContainingType: null } or INamespaceSymbol) || symbol.Name.StartsWith("Net", StringComparison.Ordinal) && symbol.ContainingNamespace.IsGlobalNamespace) continue;
                string space = symbol.ContainingNamespace is { IsGlobalNamespace: false } n ? n.ToDisplayString() : "";
                if (!known.TryGetValue(name.Identifier.ValueText, out string? listed) || listed != space) missing.Add($"{space}.{name.Identifier.ValueText}");
            }
        }

        Assert.Empty(missing);
    }

    private static void Predicts(Type type)
    {
        var network = (INetwork)Activator.CreateInstance(type, type.GetConstructors(BindingFlags.Instance | BindingFlags.Public).Single().GetParameters().Length == 1 ? [7UL] : [])!;
        TensorInfo[] columns = [.. network.Info.Inputs, .. network.Info.Targets];
        var batch = new Batch(columns, 2) { Count = 2 };
        batch.Floats(0).Fill(0.5f);
        var output = new float[4];
        network.Predict(batch, output);
        Assert.Equal(2, output[0] + output[1] + output[2] + output[3], 5);
        Assert.True(network.Gradient(batch) > 0);
        Assert.Equal(type.Name.Split('`')[0], network.Info.Name);
    }
}
