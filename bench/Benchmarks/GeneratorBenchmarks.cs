using BenchmarkDotNet.Attributes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NeuralNet.Gen.Generator;

namespace NeuralNet.Gen.Benchmarks;

/// <summary>The generator itself: what it adds to a build, and to a keystroke in an IDE.</summary>
public class GeneratorBenchmarks
{
    private const string Network = """
        using NeuralNet.Gen;

        namespace Sample;

        [Network]
        [Input(28 * 28)]
        [Dense(512), Relu]
        [Dense(256), Relu]
        [Dense(10)]
        [SoftmaxCrossEntropy]
        public sealed partial class MnistMlp;
        """;

    private const string Unrelated = "namespace Sample; public static class Unrelated { public static int Value => 1; }";

    private static readonly CSharpParseOptions s_parseOptions = new(LanguageVersion.Latest);

    private CSharpCompilation _compilation = null!;
    private Keystrokes _keystrokes = null!;
    private CSharpCompilation _networkEdit = null!;
    private GeneratorDriver _cold = null!;
    private GeneratorDriver _warm = null!;

    /// <summary>Compiles the sample once, so that reading the references is not measured, and checks that the generator contributes.</summary>
    [GlobalSetup]
    public void Setup()
    {
        string platform = (string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!;
        SyntaxTree network = Parse(Network), unrelated = Parse(Unrelated);
        _compilation = CSharpCompilation.Create(
            "Sample",
            [network, unrelated],
            platform.Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true));
        _networkEdit = _compilation.ReplaceSyntaxTree(network, Parse(Network.Replace("512", "500", StringComparison.Ordinal)));
        _cold = CSharpGeneratorDriver.Create([new NetworkGenerator().AsSourceGenerator()], parseOptions: s_parseOptions);
        _warm = _cold.RunGenerators(_compilation);
        _keystrokes = new Keystrokes(_warm, _compilation, unrelated, Parse(Unrelated.Replace("=> 1", "=> 2", StringComparison.Ordinal)));
        GeneratorDriverRunResult result = _warm.GetRunResult();
        if (result.GeneratedTrees.IsEmpty || !result.Diagnostics.IsEmpty)
            throw new InvalidOperationException($"the generator emitted {result.GeneratedTrees.Length} files and reported: {string.Join("; ", result.Diagnostics)}");
    }

    /// <summary>The first run in a build: everything is computed.</summary>
    [Benchmark]
    public GeneratorDriver Cold() => _cold.RunGenerators(_compilation);

    /// <summary>A keystroke in a file without networks: nothing below the syntax filter should run.</summary>
    [Benchmark]
    public GeneratorDriver UnrelatedEdit() => _keystrokes.Next();

    /// <summary>A layer's width changes: everything below the model runs again.</summary>
    [Benchmark]
    public GeneratorDriver NetworkEdit() => _warm.RunGenerators(_networkEdit);

    private static SyntaxTree Parse(string source) => CSharpSyntaxTree.ParseText(source, s_parseOptions);
}
