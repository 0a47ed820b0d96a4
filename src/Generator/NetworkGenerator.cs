using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using NeuralNet.Gen.Generator.Diagnostics;
using NeuralNet.Gen.Generator.Emission;
using NeuralNet.Gen.Generator.Model;
using NeuralNet.Gen.Generator.Parsing;

namespace NeuralNet.Gen.Generator;

/// <summary>
/// Roslyn wiring only: declarations are parsed to models, models are compiled and printed. Nothing below the model runs when an unrelated file is
/// edited.
/// </summary>
/// <param name="compile">The compiler; a test gives one that fails.</param>
[Generator(LanguageNames.CSharp)]
internal sealed class NetworkGenerator(Func<NetworkModel, CancellationToken, CompiledNetwork> compile) : IIncrementalGenerator
{
    internal const string ParseStep = "Parse", ModelStep = "Model", DiagnosticsStep = "Diagnostics", MissingNetworkStep = "MissingNetwork";
    internal const string CompileStep = "Compile", FileNamesStep = "FileNames", NetworksStep = "Networks", DumpStep = "Dump";

    /// <summary>Set to true, the project gets a file with the dump of every pass beside each network.</summary>
    internal const string DumpProperty = "build_property.NeuralNetGenDump";

    /// <summary>Without a byte-order mark.</summary>
    private static readonly Encoding Utf8 = new UTF8Encoding(false);

    public NetworkGenerator()
        : this(static (model, cancellation) => NetworkCompiler.Compile(model, cancellation))
    {
    }

    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        // One for each project: Roslyn initialises the generator once for it.
        var cache = new ParseCache();
        IncrementalValuesProvider<ParseResult> parsed = context.SyntaxProvider
            .ForAttributeWithMetadataName(NetworkParser.NetworkAttribute, static (node, _) => node is TypeDeclarationSyntax, cache.Parse)
            .WithTrackingName(ParseStep);
        IncrementalValuesProvider<DiagnosticInfo> missing = context.SyntaxProvider
            .ForAttributeWithMetadataName(NetworkParser.InputAttribute, static (node, _) => node is TypeDeclarationSyntax, static (c, _) => NetworkParser.FindMissingNetwork(c))
            .Where(static d => d is not null).Select(static (d, _) => d!)
            .WithTrackingName(MissingNetworkStep);
        IncrementalValuesProvider<DiagnosticInfo> mistakes = parsed.SelectMany(static (r, _) => r.Diagnostics).WithTrackingName(DiagnosticsStep);
        IncrementalValuesProvider<NetworkModel> models = parsed.Where(static r => r.Model is not null).Select(static (r, _) => r.Model!).WithTrackingName(ModelStep);
        IncrementalValueProvider<EquatableArray<string>> doubled = models.Collect().Select(static (all, _) => FileNames.Doubled(all)).WithTrackingName(FileNamesStep);
        IncrementalValuesProvider<(CompileResult Result, EquatableArray<string> Doubled)> networks =
            models.Select(Compile).WithTrackingName(CompileStep).Combine(doubled).WithTrackingName(NetworksStep);
        IncrementalValueProvider<bool> isDumping = context.AnalyzerConfigOptionsProvider
            .Select(static (options, _) => options.GlobalOptions.TryGetValue(DumpProperty, out string? value) && string.Equals(value, "true", StringComparison.OrdinalIgnoreCase));
        IncrementalValuesProvider<(NetworkModel Model, EquatableArray<string> Doubled)> dumped =
            models.Combine(isDumping).Where(static m => m.Right).Select(static (m, _) => m.Left).Combine(doubled).WithTrackingName(DumpStep);

        context.RegisterSourceOutput(mistakes, static (output, mistake) => output.ReportDiagnostic(mistake.ToDiagnostic()));
        context.RegisterSourceOutput(missing, static (output, mistake) => output.ReportDiagnostic(mistake.ToDiagnostic()));
        context.RegisterSourceOutput(networks, static (output, n) =>
        {
            if (n.Result.Failure is { } failure) output.ReportDiagnostic(failure);
            if (n.Result.Network is { } network) Print(output, network.Model, n.Doubled, "", () => ClassEmitter.Emit(network));
        });
        context.RegisterImplementationSourceOutput(networks, static (output, n) =>
        {
            if (n.Result.Network is not { } network) return;
            Print(output, network.Model, n.Doubled, ".Programs", () => KernelsEmitter.EmitPrograms(network));
            Print(output, network.Model, n.Doubled, ".Kernels", () => KernelsEmitter.EmitKernels(network));
        });
        context.RegisterImplementationSourceOutput(dumped, static (output, d) => Print(output, d.Model, d.Doubled, ".Passes", () => PassesEmitter.Emit(d.Model, output.CancellationToken)));
    }

    private CompileResult Compile(NetworkModel model, CancellationToken cancellation)
    {
        try
        {
            return new CompileResult(compile(model, cancellation), null);
        }
        catch (OverflowException)
        {
            // Each value fits (the parser checks that); all of them together do not.
            return new CompileResult(null, Diagnostic.Create(Descriptors.TooLarge, Location.None, model.Type.PlainName, $"more than {Literals.Int(int.MaxValue)}", Literals.Int(int.MaxValue)));
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            return new CompileResult(null, Diagnostic.Create(Descriptors.Internal, Location.None, model.Type.PlainName, NetworkParser.OneLine(error)));
        }
    }

    private static void Print(SourceProductionContext output, NetworkModel model, EquatableArray<string> doubled, string part, Func<string> emit)
    {
        try
        {
            output.AddSource(FileNames.Of(model.Type, doubled) + part + ".g.cs", SourceText.From(PlainNames.Fit(emit(), model.Type), Utf8));
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            output.ReportDiagnostic(Diagnostic.Create(Descriptors.Internal, Location.None, model.Type.PlainName, NetworkParser.OneLine(error)));
        }
    }

    /// <summary>A compiled network, or why there is none. Compares by reference: it is made once for each new model.</summary>
    private sealed class CompileResult(CompiledNetwork? network, Diagnostic? failure)
    {
        public CompiledNetwork? Network { get; } = network;

        public Diagnostic? Failure { get; } = failure;
    }
}
