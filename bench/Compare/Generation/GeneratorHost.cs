using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NeuralNet.Gen.Generator;

namespace Compare.Generation;

/// <summary>The generator run inside this process: on the workloads' own sources, to see what it decides, and on sources that are written here, to measure what it emits.</summary>
internal static class GeneratorHost
{
    private static readonly CSharpParseOptions s_parseOptions = new(LanguageVersion.Latest);

    private static readonly Lazy<MetadataReference[]> s_references = new(() =>
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path))]);

    /// <summary>What the generator compiles of the networks that the sources declare.</summary>
    /// <exception cref="InvalidOperationException">The generator reports an error.</exception>
    public static IReadOnlyList<CompiledNetwork> Networks(IEnumerable<string> sources)
    {
        var networks = new List<CompiledNetwork>();
        var generator = new NetworkGenerator((model, cancellation) =>
        {
            CompiledNetwork network = NetworkCompiler.Compile(model, cancellation);
            lock (networks) networks.Add(network);
            return network;
        });
        Run(Compilation("Networks", sources), generator);
        return networks;
    }

    /// <summary>Compiles sources, and what the generator adds to them, as a Release build would, and loads the result.</summary>
    /// <param name="name">Of the assembly.</param>
    /// <param name="sources">Complete files.</param>
    /// <exception cref="InvalidOperationException">The generator or the compiler reports an error.</exception>
    public static Assembly Load(string name, IEnumerable<string> sources)
    {
        Compilation complete = Run(Compilation(name, sources), new NetworkGenerator());
        using var stream = new MemoryStream();
        Microsoft.CodeAnalysis.Emit.EmitResult result = complete.Emit(stream);
        if (!result.Success) throw Failure(result.Diagnostics);
        return Assembly.Load(stream.ToArray());
    }

    private static CSharpCompilation Compilation(string name, IEnumerable<string> sources) => CSharpCompilation.Create(
        name,
        sources.Select(source => CSharpSyntaxTree.ParseText(source, s_parseOptions)),
        s_references.Value,
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, optimizationLevel: OptimizationLevel.Release));

    private static Compilation Run(CSharpCompilation compilation, NetworkGenerator generator)
    {
        CSharpGeneratorDriver.Create([generator.AsSourceGenerator()], parseOptions: s_parseOptions)
            .RunGeneratorsAndUpdateCompilation(compilation, out Compilation complete, out System.Collections.Immutable.ImmutableArray<Diagnostic> diagnostics);
        return diagnostics.Any(d => d.Severity == DiagnosticSeverity.Error) ? throw Failure(diagnostics) : complete;
    }

    private static InvalidOperationException Failure(IEnumerable<Diagnostic> diagnostics)
        => new("sources that the benchmark compiles are wrong: " + string.Join("; ", diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).Take(5)));
}
