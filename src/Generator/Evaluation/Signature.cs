using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NeuralNet.Gen.Generator.Diagnostics;
using NeuralNet.Gen.Generator.Emission;
using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Parsing;

namespace NeuralNet.Gen.Generator.Evaluation;

/// <summary>What the methods that declare a network must look like before they are evaluated.</summary>
internal static class Signature
{
    /// <summary>Forward and Loss: one each, static, with tensors for parameters and results.</summary>
    public static void Check(IReadOnlyList<IMethodSymbol> forward, IReadOnlyList<IMethodSymbol> losses)
    {
        foreach (IMethodSymbol method in forward.Concat(losses))
        {
            if (method.ReturnType.TypeKind == TypeKind.Error || method.Parameters.Any(p => p.Type.TypeKind == TypeKind.Error)) throw new IncompleteDeclarationException();
        }

        foreach (IReadOnlyList<IMethodSymbol> methods in new[] { forward, losses })
        {
            if (methods.Count > 1) throw Bad(methods[1], $"there are two {methods[1].Name} methods", "keep one of them");
        }

        foreach (IMethodSymbol method in forward.Concat(losses))
        {
            if (!method.IsStatic) throw Bad(method, $"{method.Name} is not static", "write 'static': there is no object while the network compiles");
            if (method.Arity > 0) throw Bad(method, $"{method.Name} has type parameters", "remove them; helper methods may be generic");
            if (method.Parameters.FirstOrDefault(p => p.RefKind is RefKind.Ref or RefKind.Out) is { } reference) throw Bad(reference, $"'{reference.Name}' is passed by reference", "return a tuple instead");
        }

        if (forward[0].Parameters.Length == 0) throw Bad(forward[0], "Forward has no inputs", "add parameters such as [Shape(784)] Tensor x");
        if (!IsTensor(forward[0].ReturnType) && !(forward[0].ReturnType is INamedTypeSymbol { IsTupleType: true } tuple && tuple.TupleElements.All(e => IsTensor(e.Type))))
            throw Bad(ReturnPlace(forward[0]), $"Forward returns {forward[0].ReturnType.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)}", "return a Tensor, or a tuple of them for several outputs");
        if (losses.Count == 1 && !(IsLibrary(losses[0].ReturnType) && losses[0].ReturnType.Name == "Scalar"))
            throw Bad(ReturnPlace(losses[0]), $"Loss returns {losses[0].ReturnType.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)}", "return a Scalar: end in a loss such as CrossEntropy, or in Mean()");
    }

    /// <summary>Whether a type speaks of tensors, itself or inside a tuple, array or generic type.</summary>
    public static bool MentionsTensors(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol array => MentionsTensors(array.ElementType),
        INamedTypeSymbol named => (IsLibrary(named) && named.Name is "Tensor" or "Tokens" or "Scalar") || named.TypeArguments.Any(MentionsTensors),
        _ => false,
    };

    public static ElementKind? KindOf(ITypeSymbol type) => !IsLibrary(type) ? null : type.Name switch { "Tensor" => ElementKind.Float32, "Tokens" => ElementKind.Int32, _ => null };

    /// <summary>What <c>[Shape]</c> says; null where there is none.</summary>
    public static int[]? ShapeOf(IParameterSymbol parameter)
    {
        AttributeData? attribute = parameter.GetAttributes().FirstOrDefault(a => a.AttributeClass is { Name: "ShapeAttribute" } c && IsLibrary(c));
        if (attribute is null) return parameter.GetAttributes().Any(a => a.AttributeClass is null or { TypeKind: TypeKind.Error }) ? throw new IncompleteDeclarationException() : null;
        if (attribute.ConstructorArguments.Length != 1 || attribute.ConstructorArguments[0].Kind != TypedConstantKind.Array) throw new IncompleteDeclarationException();
        int[] shape = [.. attribute.ConstructorArguments[0].Values.Select(v => v.Value is int extent ? extent : throw new IncompleteDeclarationException())];
        Location? place = attribute.ApplicationSyntaxReference?.GetSyntax().GetLocation();
        if (shape.Any(extent => extent < 1)) throw Bad(place, $"[Shape] of '{parameter.Name}' has an extent below 1", "every extent is at least 1");
        if (shape.Aggregate(1.0, (product, extent) => product * extent) > int.MaxValue)
            throw new EvaluationException(Descriptors.TooLarge, place, parameter.ContainingType.Name, $"more than {Literals.Int(int.MaxValue)}", Literals.Int(int.MaxValue));
        return shape;
    }

    public static EvaluationException Bad(ISymbol symbol, string found, string instead) => Bad(symbol.Locations.FirstOrDefault(), found, instead);

    private static EvaluationException Bad(Location? place, string found, string instead) => new(Descriptors.BadSignature, place, found, instead);

    private static Location? ReturnPlace(IMethodSymbol method)
        => (method.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() as MethodDeclarationSyntax)?.ReturnType.GetLocation() ?? method.Locations.FirstOrDefault();

    private static bool IsTensor(ITypeSymbol type) => KindOf(type) == ElementKind.Float32;

    private static bool IsLibrary(ITypeSymbol type) => type is INamedTypeSymbol { ContainingAssembly.Name: "NeuralNet.Gen.Abstractions" };
}
