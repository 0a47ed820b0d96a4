using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;

namespace NeuralNet.Gen.Generator.Tests.Fixtures;

/// <summary>Runs the generator over source text, and loads what it emitted.</summary>
internal sealed class GeneratorRun
{
    private static readonly ImmutableArray<MetadataReference> References = FindReferences();

    private readonly Lazy<(EmitResult Result, byte[] Image)> _emitted;

    private GeneratorRun(CSharpCompilation input, GeneratorDriver driver, Compilation output)
    {
        Input = input;
        Driver = driver;
        Output = output;
        Result = driver.GetRunResult();
        // Binding and emitting takes longer than all else: once, whoever asks.
        _emitted = new(() =>
        {
            var image = new MemoryStream();
            EmitResult result = output.Emit(image, cancellationToken: TestContext.Current.CancellationToken);
            return (result, image.ToArray());
        });
    }

    public CSharpCompilation Input { get; }

    public GeneratorDriver Driver { get; }

    public Compilation Output { get; }

    public GeneratorDriverRunResult Result { get; }

    public ImmutableArray<Diagnostic> GeneratorDiagnostics => Result.Diagnostics;

    /// <summary>Errors and warnings of the C# compiler over user code and generated code.</summary>
    public ImmutableArray<Diagnostic> CompilerDiagnostics => [.. Output.GetDiagnostics().Where(d => d.Severity >= DiagnosticSeverity.Warning)];

    public IReadOnlyDictionary<string, string> Sources => Result.Results[0].GeneratedSources.ToDictionary(s => s.HintName, s => s.SourceText.ToString());

    public static GeneratorRun Of(params string[] sources) => Of(allowUnsafe: true, sources);

    public static GeneratorRun Of(bool allowUnsafe, params string[] sources)
    {
        CSharpCompilation input = Compile(allowUnsafe, sources);
        var options = new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true);
        GeneratorDriver driver = CSharpGeneratorDriver.Create([new NetworkGenerator().AsSourceGenerator()], driverOptions: options, parseOptions: ParseOptions);
        driver = driver.RunGeneratorsAndUpdateCompilation(input, out Compilation output, out _, TestContext.Current.CancellationToken);
        return new GeneratorRun(input, driver, output);
    }

    public static CSharpParseOptions ParseOptions { get; } = new(LanguageVersion.Latest, DocumentationMode.Diagnose);

    public static CSharpCompilation Compile(bool allowUnsafe, params string[] sources)
    {
        IEnumerable<SyntaxTree> trees = sources.Select((source, i) => CSharpSyntaxTree.ParseText(source, ParseOptions, path: $"Source{i}.cs"));
        var options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: allowUnsafe, optimizationLevel: OptimizationLevel.Release, nullableContextOptions: NullableContextOptions.Enable);
        return CSharpCompilation.Create("Networks" + Guid.NewGuid().ToString("N"), trees, References, options);
    }

    /// <summary>The same driver after another edit of the input.</summary>
    public GeneratorRun Again(Func<CSharpCompilation, CSharpCompilation> edit)
    {
        CSharpCompilation edited = edit(Input);
        GeneratorDriver driver = Driver.RunGeneratorsAndUpdateCompilation(edited, out Compilation output, out _, TestContext.Current.CancellationToken);
        return new GeneratorRun(edited, driver, output);
    }

    /// <summary>Emits, loads and returns the assembly; fails with the compiler's messages.</summary>
    public Assembly Load()
    {
        Assert.Empty(GeneratorDiagnostics);
        return Load(new AssemblyLoadContext(null));
    }

    /// <summary>Emits and loads into a context that may be unloaded, whatever the generator says of other networks in the same sources.</summary>
    public Assembly Load(AssemblyLoadContext context)
    {
        using MemoryStream image = Emit();
        return context.LoadFromStream(image);
    }

    /// <summary>The compiled assembly; fails with the compiler's messages.</summary>
    public MemoryStream Emit()
    {
        (EmitResult result, byte[] image) = _emitted.Value;
        Assert.True(result.Success, string.Join("\n", result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).Take(20)));
        return new MemoryStream(image);
    }

    /// <summary>Whether the C# compiler takes user code and generated code without an error.</summary>
    public bool Compiles => _emitted.Value.Result.Success;

    private static ImmutableArray<MetadataReference> FindReferences()
    {
        string[] platform = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        string[] wanted = ["NeuralNet.Gen.Abstractions", "NeuralNet.Gen.Runtime"];
        return [.. platform
            .Where(p => Path.GetFileName(p).StartsWith("System.", StringComparison.Ordinal) || Path.GetFileName(p) is "netstandard.dll" or "mscorlib.dll" || wanted.Contains(Path.GetFileNameWithoutExtension(p)))
            .Select(p => (MetadataReference)MetadataReference.CreateFromFile(p))];
    }
}
