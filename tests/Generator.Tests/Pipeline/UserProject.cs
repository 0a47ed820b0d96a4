using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using NeuralNet.Gen.Generator.Tests.Fixtures;

namespace NeuralNet.Gen.Generator.Tests.Pipeline;

/// <summary>A project of a user with its settings, over which the generator runs.</summary>
internal sealed record UserProject(params string[] Sources)
{
    public LanguageVersion Language { get; init; } = LanguageVersion.Latest;

    public NullableContextOptions Nullable { get; init; } = NullableContextOptions.Enable;

    public bool CheckOverflow { get; init; }

    public bool AllowUnsafe { get; init; } = true;

    public Dictionary<string, string> Properties { get; init; } = [];

    public CSharpParseOptions ParseOptions => new(Language, DocumentationMode.Diagnose);

    public CSharpCompilation Compile()
    {
        CSharpCompilation like = GeneratorRun.Compile(AllowUnsafe);
        return like.WithOptions(like.Options.WithNullableContextOptions(Nullable).WithOverflowChecks(CheckOverflow))
            .AddSyntaxTrees(Sources.Select((source, i) => CSharpSyntaxTree.ParseText(source, ParseOptions, path: $"/home/user/project/Source{i}.cs")));
    }

    public ProjectRun Run(IIncrementalGenerator? generator = null, CancellationToken cancellation = default)
    {
        GeneratorDriver driver = CSharpGeneratorDriver.Create(
            [(generator ?? new NetworkGenerator()).AsSourceGenerator()],
            parseOptions: ParseOptions,
            optionsProvider: new BuildOptions(Properties),
            driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));
        return ProjectRun.Of(Compile(), driver, cancellation);
    }

    private sealed class BuildOptions(Dictionary<string, string> properties) : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } = new Values(properties);

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => GlobalOptions;

        private sealed class Values(Dictionary<string, string> properties) : AnalyzerConfigOptions
        {
            public override bool TryGetValue(string key, [NotNullWhen(true)] out string? value) => properties.TryGetValue(key, out value);
        }
    }
}

/// <summary>What the generator made of a project.</summary>
internal sealed class ProjectRun
{
    private ProjectRun(CSharpCompilation input, GeneratorDriver driver, Compilation output, ImmutableArray<Diagnostic> reported)
    {
        Input = input;
        Driver = driver;
        Output = (CSharpCompilation)output;
        Reported = [.. reported.Where(d => !d.IsSuppressed)];
        Result = driver.GetRunResult().Results.Single();
    }

    public CSharpCompilation Input { get; }

    public GeneratorDriver Driver { get; }

    public CSharpCompilation Output { get; }

    public GeneratorRunResult Result { get; }

    /// <summary>What the generator reported, after pragmas and severities.</summary>
    public ImmutableArray<Diagnostic> Reported { get; }

    /// <summary>Generated text by file name.</summary>
    public IReadOnlyDictionary<string, string> Files => Result.GeneratedSources.ToDictionary(s => s.HintName, s => s.SourceText.ToString());

    /// <summary>Errors and warnings of the C# compiler over everything.</summary>
    public ImmutableArray<Diagnostic> CompilerDiagnostics => [.. Output.GetDiagnostics().Where(d => d.Severity >= DiagnosticSeverity.Warning)];

    public static ProjectRun Of(CSharpCompilation input, GeneratorDriver driver, CancellationToken cancellation = default)
    {
        driver = driver.RunGeneratorsAndUpdateCompilation(input, out Compilation output, out ImmutableArray<Diagnostic> reported, cancellation);
        return new ProjectRun(input, driver, output, reported);
    }

    /// <summary>The same compiler session after an edit.</summary>
    public ProjectRun After(Func<CSharpCompilation, CSharpCompilation> edit) => Of(edit(Input), Driver);

    public MemoryStream Emit()
    {
        var image = new MemoryStream();
        var result = Output.Emit(image);
        Assert.True(result.Success, string.Join("\n", result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).Take(10)));
        image.Position = 0;
        return image;
    }

    public Assembly Load() => new AssemblyLoadContext(null).LoadFromStream(Emit());

    /// <summary>Everything compiles without an error or a warning, and the generator has nothing to say.</summary>
    public ProjectRun IsClean()
    {
        Assert.Empty(Reported);
        Assert.Empty(CompilerDiagnostics);
        Assert.Null(Result.Exception);
        return this;
    }
}
