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
[Generator(LanguageNames.CSharp)]
internal sealed class NetworkGenerator : IIncrementalGenerator
{
    internal const string ParseStep = "Parse", ModelStep = "Model", DiagnosticsStep = "Diagnostics", MissingNetworkStep = "MissingNetwork", CompileStep = "Compile", KernelsStep = "Kernels";

    /// <summary>Without a byte-order mark.</summary>
    private static readonly Encoding Utf8 = new UTF8Encoding(false);

    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<ParseResult> parsed = context.SyntaxProvider
            .ForAttributeWithMetadataName(NetworkParser.NetworkAttribute, static (node, _) => node is TypeDeclarationSyntax, NetworkParser.Parse)
            .WithTrackingName(ParseStep);
        IncrementalValuesProvider<DiagnosticInfo> missing = context.SyntaxProvider
            .ForAttributeWithMetadataName(NetworkParser.InputAttribute, static (node, _) => node is TypeDeclarationSyntax, static (c, _) => NetworkParser.FindMissingNetwork(c))
            .Where(static d => d is not null).Select(static (d, _) => d!)
            .WithTrackingName(MissingNetworkStep);
        IncrementalValuesProvider<DiagnosticInfo> mistakes = parsed.SelectMany(static (r, _) => r.Diagnostics).WithTrackingName(DiagnosticsStep);
        IncrementalValuesProvider<NetworkModel> models = parsed.Where(static r => r.Model is not null).Select(static (r, _) => r.Model!).WithTrackingName(ModelStep);
        IncrementalValuesProvider<CompileResult> compiled = models.Select(Compile).WithTrackingName(CompileStep);

        context.RegisterSourceOutput(mistakes, static (output, mistake) => output.ReportDiagnostic(mistake.ToDiagnostic()));
        context.RegisterSourceOutput(missing, static (output, mistake) => output.ReportDiagnostic(mistake.ToDiagnostic()));
        context.RegisterSourceOutput(compiled, static (output, result) =>
        {
            if (result.Network is { } network) Print(output, network, "", ClassEmitter.Emit);
            else output.ReportDiagnostic(Diagnostic.Create(Descriptors.Internal, Location.None, result.Name, result.Error));
        });
        context.RegisterImplementationSourceOutput(compiled, static (output, result) =>
        {
            if (result.Network is not { } network) return;
            Print(output, network, ".Programs", KernelsEmitter.EmitPrograms);
            Print(output, network, ".Kernels", KernelsEmitter.EmitKernels);
        });
    }

    private static CompileResult Compile(NetworkModel model, CancellationToken cancellation)
    {
        try
        {
            return new CompileResult(model.Type.PlainName, NetworkCompiler.Compile(model, cancellation), null);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            return new CompileResult(model.Type.PlainName, null, NetworkParser.OneLine(error));
        }
    }

    private static void Print(SourceProductionContext output, CompiledNetwork network, string part, Func<CompiledNetwork, string> emit)
    {
        try
        {
            output.AddSource(network.Model.Type.FileName + part + ".g.cs", SourceText.From(emit(network), Utf8));
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            output.ReportDiagnostic(Diagnostic.Create(Descriptors.Internal, Location.None, network.Model.Type.PlainName, NetworkParser.OneLine(error)));
        }
    }

    /// <summary>A compiled network, or why there is none. Compares by reference: it is made once for each new model.</summary>
    private sealed class CompileResult(string name, CompiledNetwork? network, string? error)
    {
        public string Name { get; } = name;

        public CompiledNetwork? Network { get; } = network;

        public string? Error { get; } = error;
    }
}
