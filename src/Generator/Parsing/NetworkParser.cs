using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NeuralNet.Gen.Generator.Diagnostics;
using NeuralNet.Gen.Generator.Emission;
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

    public static ParseResult Parse(GeneratorAttributeSyntaxContext context, CancellationToken cancellation)
    {
        var type = (INamedTypeSymbol)context.TargetSymbol;
        var declaration = (TypeDeclarationSyntax)context.TargetNode;
        var diagnostics = new List<DiagnosticInfo>();
        NetworkModel? model = null;
        try
        {
            model = Parse(type, declaration, context.SemanticModel.Compilation, diagnostics, cancellation);
        }
        catch (IncompleteDeclarationException)
        {
            // The C# compiler reports what is missing.
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            diagnostics.Add(DiagnosticInfo.Create(Descriptors.Internal, declaration.Identifier.GetLocation(), type.Name, OneLine(error)));
        }

        return new ParseResult(diagnostics.Count == 0 ? model : null, diagnostics.ToEquatableArray());
    }

    /// <summary>A class with layers but without <c>[Network]</c>.</summary>
    public static DiagnosticInfo? FindMissingNetwork(GeneratorAttributeSyntaxContext context)
    {
        bool isNetwork = context.TargetSymbol.GetAttributes().Any(a => a.AttributeClass?.ToDisplayString() == NetworkAttribute);
        Location? location = context.Attributes[0].ApplicationSyntaxReference?.GetSyntax().GetLocation();
        return isNetwork ? null : DiagnosticInfo.Create(Descriptors.MissingNetwork, location, context.TargetSymbol.Name);
    }

    public static string OneLine(Exception error) => (error.GetType().Name + ": " + error.Message).Replace('\r', ' ').Replace('\n', ' ');

    private static NetworkModel? Parse(
        INamedTypeSymbol type, TypeDeclarationSyntax declaration, Compilation compilation, List<DiagnosticInfo> diagnostics, CancellationToken cancellation)
    {
        Location place = declaration.Identifier.GetLocation();
        CheckType(type, declaration, place, compilation, diagnostics);
        IReadOnlyList<AttributeData> attributes = LayerAttributes(type, place, diagnostics);
        if (diagnostics.Count > 0) return null;

        var reader = new ChainReader(type.Name, diagnostics);
        TensorGraph? graph = reader.Read(attributes, place, cancellation);
        if (graph is null) return null;
        CheckTrainable(type, graph, reader.Network, place, diagnostics);
        CheckNames(type, reader.Network.Parameters, diagnostics);
        return new NetworkModel(
            Describe(type, declaration),
            graph,
            reader.Network.Inputs.ToEquatableArray(),
            reader.Network.Targets.ToEquatableArray(),
            reader.Network.Parameters.ToEquatableArray(),
            reader.Layers.ToEquatableArray(),
            reader.Prediction);
    }

    private static void CheckType(INamedTypeSymbol type, TypeDeclarationSyntax declaration, Location place, Compilation compilation, List<DiagnosticInfo> diagnostics)
    {
        if (!declaration.Modifiers.Any(SyntaxKind.PartialKeyword)) diagnostics.Add(DiagnosticInfo.Create(Descriptors.NotPartial, place, type.Name));
        if (type.IsStatic || type.IsAbstract)
            diagnostics.Add(DiagnosticInfo.Create(Descriptors.StaticOrAbstract, place, type.Name, type.IsStatic ? "static" : "abstract"));
        for (INamedTypeSymbol? owner = type.ContainingType; owner is not null; owner = owner.ContainingType)
        {
            bool partial = owner.DeclaringSyntaxReferences.Any(r => r.GetSyntax() is TypeDeclarationSyntax s && s.Modifiers.Any(SyntaxKind.PartialKeyword));
            Location? ownerPlace = (owner.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() as TypeDeclarationSyntax)?.Identifier.GetLocation();
            if (!partial) diagnostics.Add(DiagnosticInfo.Create(Descriptors.OwnerNotPartial, ownerPlace ?? place, owner.Name, type.Name));
        }

        if (compilation.Options is CSharpCompilationOptions { AllowUnsafe: false }) diagnostics.Add(DiagnosticInfo.Create(Descriptors.UnsafeOff, place));
    }

    /// <summary>The layers in the order in which they are written.</summary>
    private static IReadOnlyList<AttributeData> LayerAttributes(INamedTypeSymbol type, Location place, List<DiagnosticInfo> diagnostics)
    {
        AttributeData[] layers = [.. type.GetAttributes()
            .Where(a => a.AttributeClass is { } c && c.ContainingNamespace.ToDisplayString() == Namespace && (c.Name == "InputAttribute" || Layer.Find(c.Name) is not null))
            .OrderBy(a => a.ApplicationSyntaxReference?.Span.Start ?? 0)];
        SyntaxNode?[] declarations = [.. layers.Select(a => a.ApplicationSyntaxReference?.GetSyntax().FirstAncestorOrSelf<TypeDeclarationSyntax>()).Distinct()];
        if (declarations.Length > 1)
        {
            Location? second = layers.First(a => a.ApplicationSyntaxReference?.GetSyntax().FirstAncestorOrSelf<TypeDeclarationSyntax>() != declarations[0])
                .ApplicationSyntaxReference?.GetSyntax().GetLocation();
            diagnostics.Add(DiagnosticInfo.Create(Descriptors.SeveralDeclarations, second ?? place, type.Name));
        }

        return layers;
    }

    /// <summary>Every parameter must reach the loss, through ops that have a gradient.</summary>
    private static void CheckTrainable(INamedTypeSymbol type, TensorGraph graph, NetworkBuilder network, Location place, List<DiagnosticInfo> diagnostics)
    {
        if (graph.Outputs.FirstOrDefault(o => o.Role == OutputRole.Loss) is not { } loss) return;
        var reaches = new bool[graph.Nodes.Count];
        reaches[loss.Value.Id] = true;
        for (int i = graph.Nodes.Count - 1; i >= 0; i--)
        {
            if (!reaches[i]) continue;
            foreach (Value input in graph.Nodes[i].Inputs) reaches[input.Id] = true;
        }

        var trained = new HashSet<int>(graph.Nodes.Where(n => reaches[n.Id.Id]).Select(n => n.Op).OfType<Ops.Parameter>().Select(p => p.Index));
        for (int i = 0; i < network.Parameters.Count; i++)
        {
            if (!trained.Contains(i))
                diagnostics.Add(DiagnosticInfo.Create(Descriptors.Untrainable, place, type.Name, network.Parameters[i].Path, "has no path to the loss"));
        }
    }

    /// <summary>No generated member may meet one of the user's.</summary>
    private static void CheckNames(INamedTypeSymbol type, IReadOnlyList<ParameterModel> parameters, List<DiagnosticInfo> diagnostics)
    {
        foreach (string layer in parameters.Select(p => p.Layer).Distinct())
        {
            string property = ClassEmitter.PropertyOf(layer);
            if (ClassEmitter.MemberNames.Contains(property) || property == type.Name)
                diagnostics.Add(DiagnosticInfo.Create(Descriptors.NameTaken, type.Locations.FirstOrDefault(), type.Name, property, ", or give the layer another Name"));
        }

        var taken = new HashSet<string>(ClassEmitter.MemberNames.Concat(parameters.Select(p => ClassEmitter.PropertyOf(p.Layer))));
        foreach (ISymbol member in type.GetMembers())
        {
            if (member.IsImplicitlyDeclared) continue;
            Location? place = member.Locations.FirstOrDefault();
            if (member is IMethodSymbol { MethodKind: MethodKind.Constructor, IsStatic: false } constructor)
            {
                // A constructor that does not go through the generated one would leave a network without parameters.
                bool chains = constructor.DeclaringSyntaxReferences.All(r => r.GetSyntax() is ConstructorDeclarationSyntax { Initializer.ThisOrBaseKeyword.RawKind: (int)SyntaxKind.ThisKeyword });
                if (!chains) diagnostics.Add(DiagnosticInfo.Create(Descriptors.NameTaken, place, type.Name, $"{type.Name}(ulong seed)", ": call ': this(seed)' from a constructor of your own"));
            }
            else if (member is not IMethodSymbol && taken.Contains(member.Name))
            {
                diagnostics.Add(DiagnosticInfo.Create(Descriptors.NameTaken, place, type.Name, member.Name, ""));
            }
        }
    }

    private static TypeModel Describe(INamedTypeSymbol type, TypeDeclarationSyntax declaration)
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

        string space = type.ContainingNamespace.IsGlobalNamespace
            ? ""
            : type.ContainingNamespace.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat.WithGlobalNamespaceStyle(SymbolDisplayGlobalNamespaceStyle.Omitted));
        if (space.Length > 0) file = type.ContainingNamespace.ToDisplayString() + "." + file;
        return new TypeModel(space, type.IsRecord ? "record" : "class", Declared(type), Escape(type.Name), owners.ToEquatableArray(), file.Replace("@", ""));
    }

    /// <summary>File names compare without case, C# names with it: a name in lower case is marked.</summary>
    private static string FileName(INamedTypeSymbol type)
        => type.Name + (type.Arity == 0 ? "" : $"({Literals.Int(type.Arity)})") + (char.IsLower(type.Name[0]) ? "-lower" : "");

    private static string Declared(INamedTypeSymbol type)
        => Escape(type.Name) + (type.Arity == 0 ? "" : "<" + string.Join(", ", type.TypeParameters.Select(p => Escape(p.Name))) + ">");

    private static string Escape(string name) => SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None ? name : "@" + name;
}
