using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NeuralNet.Gen.Generator.Diagnostics;
using NeuralNet.Gen.Generator.Emission;
using NeuralNet.Gen.Generator.Evaluation;
using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Layers;
using NeuralNet.Gen.Generator.Model;

namespace NeuralNet.Gen.Generator.Parsing;

/// <summary>What parsing one declaration gave: a model, or the diagnostics that say why there is none.</summary>
internal sealed record ParseResult(NetworkModel? Model, EquatableArray<DiagnosticInfo> Diagnostics);

/// <summary>From the declaration of a <c>[Network]</c> class to its model. Every mistake of a user is found here, where its place is known.</summary>
internal static class NetworkParser
{
    public const string NetworkAttribute = "NeuralNet.Gen.NetworkAttribute";

    public const string InputAttribute = "NeuralNet.Gen.InputAttribute";

    private const string Namespace = "NeuralNet.Gen";

    public static ParseResult Parse(GeneratorAttributeSyntaxContext context, ParseNotes notes, CancellationToken cancellation)
    {
        var type = (INamedTypeSymbol)context.TargetSymbol;
        var declaration = (TypeDeclarationSyntax)context.TargetNode;
        var diagnostics = new List<DiagnosticInfo>();
        NetworkModel? model = null;
        // On anything but a class the C# compiler refuses the attribute, and so it does a second [Network] on another part of the class.
        if (!IsClass(type) || FirstDeclaration(type, NetworkAttribute) != declaration) return new ParseResult(null, default);
        try
        {
            model = Parse(type, declaration, context.SemanticModel, diagnostics, notes, cancellation);
        }
        catch (IncompleteDeclarationException)
        {
            // The C# compiler reports what is missing.
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            diagnostics.Add(DiagnosticInfo.Create(Descriptors.Internal, declaration.Identifier.GetLocation(), type.Name, OneLine(error)));
        }

        bool isComplete = !HasUnknownAttribute(type);
        return new ParseResult(diagnostics.Count == 0 ? model : null, isComplete ? diagnostics.ToEquatableArray() : default);
    }

    /// <summary>A class with layers but without <c>[Network]</c>.</summary>
    public static DiagnosticInfo? FindMissingNetwork(GeneratorAttributeSyntaxContext context)
    {
        var type = (INamedTypeSymbol)context.TargetSymbol;
        if (!IsClass(type) || HasUnknownAttribute(type) || FirstDeclaration(type, NetworkAttribute) is not null) return null;
        if (FirstDeclaration(type, InputAttribute) != context.TargetNode) return null;
        Location? location = context.Attributes[0].ApplicationSyntaxReference?.GetSyntax().GetLocation();
        return DiagnosticInfo.Create(Descriptors.MissingNetwork, location, type.Name);
    }

    public static string OneLine(Exception error) => (error.GetType().Name + ": " + error.Message).Replace('\r', ' ').Replace('\n', ' ');

    private static bool IsClass(INamedTypeSymbol type) => type.TypeKind == TypeKind.Class;

    /// <summary>While a layer's name is half written, what the others say about shapes is noise beside the C# compiler's error.</summary>
    private static bool HasUnknownAttribute(INamedTypeSymbol type) => type.GetAttributes().Any(a => a.AttributeClass is null or { TypeKind: TypeKind.Error });

    private static SyntaxNode? FirstDeclaration(INamedTypeSymbol type, string attribute)
        => type.GetAttributes().FirstOrDefault(a => a.AttributeClass?.ToDisplayString() == attribute) is { } first ? DeclarationOf(first) : null;

    private static SyntaxNode? DeclarationOf(AttributeData attribute) => attribute.ApplicationSyntaxReference?.GetSyntax().FirstAncestorOrSelf<TypeDeclarationSyntax>();

    private static NetworkModel? Parse(
        INamedTypeSymbol type, TypeDeclarationSyntax declaration, SemanticModel semantics, List<DiagnosticInfo> diagnostics, ParseNotes notes, CancellationToken cancellation)
    {
        Location place = declaration.Identifier.GetLocation();
        DeclarationChecks.CheckType(type, declaration, place, semantics.Compilation, diagnostics);
        IReadOnlyList<AttributeData> attributes = LayerAttributes(type, place, diagnostics);
        if (diagnostics.Count > 0) return null;

        if (Read(type, place, attributes, semantics.Compilation, diagnostics, notes, cancellation) is not { } read) return null;
        NetworkBuilder network = read.Network;
        foreach (ParameterModel parameter in DeclarationChecks.Untrained(read.Graph, network.Parameters))
            diagnostics.Add(DiagnosticInfo.Create(Descriptors.Untrainable, place, type.Name, parameter.Path, "has no path to the loss"));
        DeclarationChecks.CheckMembers(type, network, read.OutputNames.Count, diagnostics);
        string[] layers = [.. network.Parameters.Select(p => ClassEmitter.PropertyOf(p.Layer)).Distinct()];
        return new NetworkModel(
            Describe(type, semantics, declaration.Identifier.SpanStart, [.. layers, .. layers.Select(l => l + "Parameters")], notes),
            read.Graph,
            network.Inputs.ToEquatableArray(),
            network.Targets.ToEquatableArray(),
            network.Parameters.ToEquatableArray(),
            read.Layers.ToEquatableArray(),
            read.Prediction) { OutputNames = read.OutputNames.ToEquatableArray(), States = network.States.ToEquatableArray() };
    }

    /// <summary>The two ways to declare a network: a list of attributes, or a method that is evaluated.</summary>
    private static (TensorGraph Graph, NetworkBuilder Network, IReadOnlyList<LayerModel> Layers, PredictionKind Prediction, IReadOnlyList<string> OutputNames)? Read(
        INamedTypeSymbol type, Location place, IReadOnlyList<AttributeData> attributes, Compilation compilation, List<DiagnosticInfo> diagnostics, ParseNotes notes, CancellationToken cancellation)
    {
        IReadOnlyList<IMethodSymbol> forward = MethodReader.FindForward(type);
        if (forward.Count == 0)
        {
            // A Forward method whose types are half written declares the network, or will.
            if (attributes.Count == 0 && type.GetMembers("Forward").OfType<IMethodSymbol>().Any(m => m.ReturnType.TypeKind == TypeKind.Error || m.Parameters.Any(p => p.Type.TypeKind == TypeKind.Error)))
                throw new IncompleteDeclarationException();
            var chain = new ChainReader(type.Name, diagnostics);
            return chain.Read(attributes, place, cancellation) is { } chainGraph ? (chainGraph, chain.Network, chain.Layers, chain.Prediction, ["output"]) : null;
        }

        if (attributes.Count > 0)
        {
            diagnostics.Add(DiagnosticInfo.Create(Descriptors.TwoDeclarations, forward[0].Locations.FirstOrDefault() ?? place, type.Name));
            return null;
        }

        var method = new MethodReader(type, compilation, diagnostics, notes);
        return method.Read(forward, cancellation) is { } graph ? (graph, method.Network, method.Layers, method.Prediction, method.OutputNames) : null;
    }

    /// <summary>The layers in the order in which they are written.</summary>
    private static IReadOnlyList<AttributeData> LayerAttributes(INamedTypeSymbol type, Location place, List<DiagnosticInfo> diagnostics)
    {
        AttributeData[] layers = [.. type.GetAttributes()
            .Where(a => a.AttributeClass is { } c && c.ContainingNamespace?.ToDisplayString() == Namespace && (c.Name == "InputAttribute" || Layer.Find(c.Name) is not null))
            .OrderBy(a => a.ApplicationSyntaxReference?.Span.Start ?? 0)];
        SyntaxNode?[] declarations = [.. layers.Select(DeclarationOf).Distinct()];
        if (declarations.Length > 1)
        {
            // The one with the input stays; what stands elsewhere is underlined.
            SyntaxNode? main = layers.FirstOrDefault(a => a.AttributeClass!.Name == "InputAttribute") is { } input ? DeclarationOf(input) : declarations[0];
            Location? second = layers.First(a => DeclarationOf(a) != main).ApplicationSyntaxReference?.GetSyntax().GetLocation();
            diagnostics.Add(DiagnosticInfo.Create(Descriptors.SeveralDeclarations, second ?? place, type.Name));
        }

        return layers;
    }

    private static TypeModel Describe(INamedTypeSymbol type, SemanticModel semantics, int position, IReadOnlyCollection<string> layerMembers, ParseNotes notes)
    {
        var owners = new List<string>();
        string file = FileName(type);
        for (INamedTypeSymbol? owner = type.ContainingType; owner is not null; owner = owner.ContainingType)
        {
            string keyword = owner.TypeKind switch
            {
                TypeKind.Struct => owner.IsRecord ? "record struct" : "struct",
                TypeKind.Interface => "interface",
                _ => owner.IsRecord ? "record" : "class",
            };
            owners.Insert(0, $"partial {keyword} {Declared(owner)}");
            file = FileName(owner) + "." + file;
        }

        var spaces = new List<string>();
        for (INamespaceSymbol space = type.ContainingNamespace; !space.IsGlobalNamespace; space = space.ContainingNamespace) spaces.Insert(0, space.Name);
        return new TypeModel(
            string.Join(".", spaces.Select(Escape)),
            Declared(type),
            Escape(type.Name),
            owners.ToEquatableArray(),
            string.Join(".", [.. spaces, file]),
            NameClashes.Find(type, semantics, position, layerMembers, notes).ToEquatableArray(),
            semantics.Compilation.Options is CSharpCompilationOptions { CheckOverflow: true });
    }

    private static string FileName(INamedTypeSymbol type) => type.Name + (type.Arity == 0 ? "" : $"({Literals.Int(type.Arity)})");

    private static string Declared(INamedTypeSymbol type)
        => Escape(type.Name) + (type.Arity == 0 ? "" : "<" + string.Join(", ", type.TypeParameters.Select(p => Escape(p.Name))) + ">");

    /// <summary>Contextual keywords too: some of them, such as <c>record</c>, cannot name a type bare.</summary>
    private static string Escape(string name)
        => SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None && SyntaxFacts.GetContextualKeywordKind(name) == SyntaxKind.None ? name : "@" + name;
}
