using BenchmarkDotNet.Attributes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using NeuralNet.Gen.Generator;

namespace NeuralNet.Gen.Benchmarks;

/// <summary>What the C# compiler takes for the generated code of a large network: the rest of the build of a project with one.</summary>
[WarmupCount(3), IterationCount(9), InvocationCount(1)]
public class CompileBenchmarks
{
    private Compilation _output = null!;

    /// <summary>A file of tests/Generator.Tests/Architectures.</summary>
    [Params("ResNet18", "Gpt2")]
    public string Network { get; set; } = "";

    /// <summary>Generates the code, in a project with nullable references as every template makes it.</summary>
    [GlobalSetup]
    public void Setup()
    {
        using var reader = new StreamReader(typeof(CompileBenchmarks).Assembly.GetManifestResourceStream(Network + ".cs")!);
        string platform = (string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!;
        var parseOptions = new CSharpParseOptions(LanguageVersion.Latest);
        var input = CSharpCompilation.Create(
            "Sample",
            [CSharpSyntaxTree.ParseText(reader.ReadToEnd(), parseOptions)],
            platform.Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, optimizationLevel: OptimizationLevel.Release, nullableContextOptions: NullableContextOptions.Enable));
        CSharpGeneratorDriver.Create([new NetworkGenerator().AsSourceGenerator()], parseOptions: parseOptions).RunGeneratorsAndUpdateCompilation(input, out _output, out _);
    }

    /// <summary>Binds and emits everything, on all cores.</summary>
    [Benchmark]
    public EmitResult Compile()
    {
        EmitResult result = _output.Clone().Emit(Stream.Null);
        return result.Success ? result : throw new InvalidOperationException(string.Join("; ", result.Diagnostics));
    }
}
