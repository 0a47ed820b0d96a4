using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NeuralNet.Gen.Generator.Diagnostics;
using NeuralNet.Gen.Generator.Emission;
using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Layers;
using NeuralNet.Gen.Generator.Model;

namespace NeuralNet.Gen.Generator.Parsing;

/// <summary>What must hold of the class around the layers.</summary>
internal static class DeclarationChecks
{
    public static void CheckType(INamedTypeSymbol type, TypeDeclarationSyntax declaration, Location place, Compilation compilation, List<DiagnosticInfo> diagnostics)
    {
        if (!declaration.Modifiers.Any(SyntaxKind.PartialKeyword)) diagnostics.Add(DiagnosticInfo.Create(Descriptors.NotPartial, place, type.Name));
        if (Unfit(type, compilation) is { } reason) diagnostics.Add(DiagnosticInfo.Create(Descriptors.UnfitClass, place, type.Name, reason));
        for (INamedTypeSymbol? owner = type.ContainingType; owner is not null; owner = owner.ContainingType)
        {
            TypeDeclarationSyntax[] parts = [.. owner.DeclaringSyntaxReferences.Select(r => r.GetSyntax()).OfType<TypeDeclarationSyntax>()];
            if (parts.Any(s => s.Modifiers.Any(SyntaxKind.PartialKeyword))) continue;
            diagnostics.Add(DiagnosticInfo.Create(Descriptors.OwnerNotPartial, parts.FirstOrDefault()?.Identifier.GetLocation() ?? place, owner.Name, type.Name));
        }

        if (compilation.Options is CSharpCompilationOptions { AllowUnsafe: false }) diagnostics.Add(DiagnosticInfo.Create(Descriptors.UnsafeOff, place));
    }

    /// <summary>The parameters that no path connects with the loss, if there is one.</summary>
    public static IEnumerable<ParameterModel> Untrained(TensorGraph graph, IReadOnlyList<ParameterModel> parameters)
    {
        if (graph.Outputs.FirstOrDefault(o => o.Role == OutputRole.Loss) is not { } loss) return [];
        var reaches = new bool[graph.Nodes.Count];
        reaches[loss.Value.Id] = true;
        for (int i = graph.Nodes.Count - 1; i >= 0; i--)
        {
            if (!reaches[i] || !graph.Nodes[i].Op.PassesGradient) continue;
            foreach (Value input in graph.Nodes[i].Inputs) reaches[input.Id] = true;
        }

        var trained = new HashSet<int>(graph.Nodes.Where(n => reaches[n.Id.Id]).Select(n => n.Op).OfType<Ops.Parameter>().Select(p => p.Index));
        return parameters.Where((_, i) => !trained.Contains(i));
    }

    /// <summary>No generated member may meet one of the user's.</summary>
    public static void CheckMembers(INamedTypeSymbol type, NetworkBuilder network, int outputs, List<DiagnosticInfo> diagnostics)
    {
        var taken = new HashSet<string>(ClassEmitter.MemberNames);
        foreach (string layer in network.Parameters.Select(p => ClassEmitter.PropertyOf(p.Layer))) taken.UnionWith([layer, layer + "Parameters"]);
        if (ClassEmitter.MemberNames.Contains(type.Name)) Taken(type, type.Name, "rename the class");
        foreach (ITypeParameterSymbol parameter in type.TypeParameters)
        {
            if (taken.Contains(parameter.Name)) Taken(parameter, parameter.Name, "rename the type parameter");
        }

        foreach (ISymbol member in type.GetMembers())
        {
            if (member is IMethodSymbol { MethodKind: MethodKind.Constructor, IsStatic: false } constructor)
            {
                if (member.IsImplicitlyDeclared) continue;
                // A constructor that does not go through the generated one would leave a network without parameters.
                bool chains = constructor.DeclaringSyntaxReferences.All(r => r.GetSyntax() is ConstructorDeclarationSyntax { Initializer.ThisOrBaseKeyword.RawKind: (int)SyntaxKind.ThisKeyword });
                if (!chains) Taken(member, type.Name + "(ulong seed)", "call ': this(seed)' from a constructor of your own");
                else if (constructor.Parameters.Length == 1 && constructor.Parameters[0].Type.SpecialType == SpecialType.System_UInt64) Taken(member, type.Name + "(ulong seed)", "give yours other parameters");
            }
            else if (member is IMethodSymbol method)
            {
                if (method.MethodKind != MethodKind.Ordinary || !taken.Contains(method.Name)) continue;
                bool isOverload = ClassEmitter.MethodNames.Contains(method.Name) && !SameParameters(method, network, outputs);
                if (!isOverload) Taken(member, method.Name, "rename yours" + (ClassEmitter.MethodNames.Contains(method.Name) ? " or give it other parameters" : ""));
            }
            else if (!member.IsImplicitlyDeclared && taken.Contains(member.Name))
            {
                Taken(member, member.Name, "rename yours");
            }
        }

        void Taken(ISymbol symbol, string name, string suggestion)
            => diagnostics.Add(DiagnosticInfo.Create(Descriptors.NameTaken, symbol.Locations.FirstOrDefault(), name, type.Name, suggestion));
    }

    /// <summary>Why a class cannot be a network, or null.</summary>
    private static string? Unfit(INamedTypeSymbol type, Compilation compilation)
    {
        if (type.IsStatic) return "static";
        if (type.IsAbstract) return "abstract";
        if (type.IsRecord) return "a record, whose copies would share one set of parameters";
        for (INamedTypeSymbol? t = type; t is not null; t = t.ContainingType)
        {
            if (t.IsFileLocal) return "local to its file, where generated code cannot reach it";
        }

        if (type.BaseType is not { SpecialType: not SpecialType.System_Object, TypeKind: not TypeKind.Error } parent) return null;
        if (parent.GetAttributes().Any(a => a.AttributeClass?.ToDisplayString() == NetworkParser.NetworkAttribute)) return $"derived from the network '{parent.Name}'";
        bool canBeCreated = parent.InstanceConstructors.Any(c => c.Parameters.All(p => p.IsOptional || p.IsParams) && compilation.IsSymbolAccessibleWithin(c, type));
        return canBeCreated ? null : $"derived from '{parent.Name}', which has no constructor without arguments";
    }

    /// <summary>Whether a user's method has the very parameters of the generated one.</summary>
    private static bool SameParameters(IMethodSymbol method, NetworkBuilder network, int outputs)
    {
        if (method.Arity > 0) return false;
        IEnumerable<string> inputs = Spans(network.Inputs), all = inputs.Concat(Spans(network.Targets));
        const string Team = "NeuralNet.Gen.ThreadTeam";
        string[] generated = method.Name switch
        {
            "Forward" or "Predict" => [.. inputs, .. Enumerable.Repeat("System.Span<float>", outputs), Team],
            "Loss" or "Gradient" => [.. all, Team],
            "Step" => [.. all, "NeuralNet.Gen.Optimizer", Team],
            _ => [],
        };
        // Private ones take pointers; nobody meets them by accident, and the name alone is refused.
        return generated.Length == 0 || generated.SequenceEqual(method.Parameters.Select(p => p.Type.ToDisplayString().TrimEnd('?')));

        static IEnumerable<string> Spans(IEnumerable<TensorModel> tensors)
            => tensors.Select(t => $"System.ReadOnlySpan<{(t.Element == ElementKind.Int32 ? "int" : "float")}>");
    }
}
