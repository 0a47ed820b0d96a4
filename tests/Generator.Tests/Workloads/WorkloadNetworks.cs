using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NeuralNet.Gen.Generator.Tests.Architectures;
using NeuralNet.Gen.Generator.Tests.Pipeline;

namespace NeuralNet.Gen.Generator.Tests.Workloads;

/// <summary>The networks that bench/Compare measures, taken from its sources and compiled once for all tests; and those of the literature, through the passes alone.</summary>
internal static class WorkloadNetworks
{
    private const string Prefix = "Workload.";

    private static readonly Lazy<(IReadOnlyDictionary<string, CompiledNetwork> Networks, byte[] Image, string Text)> Compiled = new(Compile);

    /// <summary>Class names of the measured networks.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Declarations().Select(d => d.Name).Order(StringComparer.Ordinal)];

    public static IReadOnlyList<string> ArchitectureNames { get; } =
        [.. typeof(WorkloadNetworks).Assembly.GetManifestResourceNames().Where(n => !n.StartsWith(Prefix, StringComparison.Ordinal) && n.EndsWith(".cs", StringComparison.Ordinal)).Select(n => n[..^3]).Order(StringComparer.Ordinal)];

    /// <summary>What the passes made of each measured network.</summary>
    public static CompiledNetwork Of(string name) => Compiled.Value.Networks[name];

    /// <summary>The assembly with all measured networks.</summary>
    public static byte[] Image => Compiled.Value.Image;

    /// <summary>Generated text of all measured networks.</summary>
    public static string Text => Compiled.Value.Text;

    /// <summary>What the passes make of a network of the literature; nothing is printed.</summary>
    public static CompiledNetwork OfArchitecture(string name) => Through([ArchitectureTests.Source(name)]).Networks[name];

    private static (IReadOnlyDictionary<string, CompiledNetwork> Networks, byte[] Image, string Text) Compile()
    {
        (IReadOnlyDictionary<string, CompiledNetwork> networks, ProjectRun run) = Through([.. Declarations().Select(d => d.Source)]);
        return (networks, run.Emit().ToArray(), string.Join("\n", run.Files.Values));
    }

    private static (IReadOnlyDictionary<string, CompiledNetwork> Networks, ProjectRun Run) Through(string[] sources)
    {
        var networks = new Dictionary<string, CompiledNetwork>();
        ProjectRun run = new UserProject(sources).Run(new NetworkGenerator((model, cancellation) => networks[model.Type.PlainName] = NetworkCompiler.Compile(model, cancellation)));
        Assert.Empty(run.Reported);
        Assert.Null(run.Result.Exception);
        Assert.NotEmpty(networks);
        return (networks, run);
    }

    /// <summary>Of each workload's file the class with [Network] and the usings that it needs: what stands beside it needs TorchSharp.</summary>
    private static IEnumerable<(string Name, string Source)> Declarations()
    {
        foreach (string resource in typeof(WorkloadNetworks).Assembly.GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            using Stream stream = typeof(WorkloadNetworks).Assembly.GetManifestResourceStream(resource)!;
            CompilationUnitSyntax unit = CSharpSyntaxTree.ParseText(new StreamReader(stream).ReadToEnd()).GetCompilationUnitRoot();
            string usings = string.Join("\n", unit.Usings.Where(u => u.Name!.ToString().StartsWith("NeuralNet.Gen", StringComparison.Ordinal)));
            foreach (TypeDeclarationSyntax type in unit.DescendantNodes().OfType<TypeDeclarationSyntax>())
            {
                if (type.AttributeLists.SelectMany(l => l.Attributes).Any(a => a.Name.ToString() == "Network")) yield return (type.Identifier.Text, $"{usings}\nnamespace Compare;\n{type.ToFullString()}");
            }
        }
    }
}
