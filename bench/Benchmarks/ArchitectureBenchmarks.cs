using BenchmarkDotNet.Attributes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NeuralNet.Gen.Generator;

namespace NeuralNet.Gen.Benchmarks;

/// <summary>The generator on networks of the literature: the declarations that the tests count parameters of.</summary>
public class ArchitectureBenchmarks
{
    private static readonly CSharpParseOptions s_parseOptions = new(LanguageVersion.Latest);

    private CSharpCompilation _compilation = null!;
    private Keystrokes _body = null!, _declaration = null!;

    /// <summary>A file of tests/Generator.Tests/Architectures.</summary>
    [Params("AlexNet", "Vgg16", "ResNet18", "ResNet50", "UNet", "BertBase", "Gpt2")]
    public string Network { get; set; } = "";

    /// <summary>Compiles the declaration, so that reading the references is not measured, and checks that the generator contributes.</summary>
    [GlobalSetup]
    public void Setup()
    {
        SyntaxTree unrelated = CSharpSyntaxTree.ParseText("namespace Sample; static class Unrelated { static int Value => 1; }", s_parseOptions);
        _compilation = CompilationOf(Network).AddSyntaxTrees(unrelated);
        _ = _compilation.GetDiagnostics();
        GeneratorDriver driver = Generate();
        _body = new Keystrokes(driver, _compilation, unrelated, CSharpSyntaxTree.ParseText("namespace Sample; static class Unrelated { static int Value => 2; }", s_parseOptions));
        _declaration = new Keystrokes(driver, _compilation, unrelated, CSharpSyntaxTree.ParseText("namespace Sample; static class Renamed { static int Value => 1; }", s_parseOptions));
        GeneratorDriverRunResult result = driver.GetRunResult();
        if (result.GeneratedTrees.IsEmpty || !result.Diagnostics.IsEmpty) throw new InvalidOperationException($"the generator reported: {string.Join("; ", result.Diagnostics)}");
    }

    /// <summary>The first run in a build: everything is computed.</summary>
    [Benchmark]
    public GeneratorDriver Generate() => NewDriver().RunGenerators(_compilation);

    /// <summary>A keystroke in a body of a file that the network does not read.</summary>
    [Benchmark]
    public GeneratorDriver Keystroke() => _body.Next();

    /// <summary>A keystroke in the name of a type there: the network is read again, and its model is found equal.</summary>
    [Benchmark]
    public GeneratorDriver KeystrokeInTypeName() => _declaration.Next();

    /// <summary>A project with one such network, with nullable references as every template makes it.</summary>
    internal static CSharpCompilation CompilationOf(string network)
    {
        using var reader = new StreamReader(typeof(ArchitectureBenchmarks).Assembly.GetManifestResourceStream(network + ".cs")!);
        string platform = (string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!;
        return CSharpCompilation.Create(
            "Sample",
            [CSharpSyntaxTree.ParseText(reader.ReadToEnd(), s_parseOptions)],
            platform.Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, optimizationLevel: OptimizationLevel.Release, nullableContextOptions: NullableContextOptions.Enable));
    }

    /// <summary>A driver that has generated nothing yet.</summary>
    internal static GeneratorDriver NewDriver() => CSharpGeneratorDriver.Create([new NetworkGenerator().AsSourceGenerator()], parseOptions: s_parseOptions);
}
