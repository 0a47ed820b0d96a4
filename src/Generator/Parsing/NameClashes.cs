using Microsoft.CodeAnalysis;
using NeuralNet.Gen.Generator.Emission;

namespace NeuralNet.Gen.Generator.Parsing;

/// <summary>
/// Finds the plain names of generated code that mean something else where the class stands: a type of the user's namespace, a member, a type
/// parameter, an alias or a type that a global using brings in.
/// </summary>
internal static class NameClashes
{
    /// <param name="position">In the declaration's head: what is visible there is visible to the generated part too.</param>
    /// <param name="layerMembers">Members that the layers' names bring.</param>
    public static IEnumerable<string> Find(INamedTypeSymbol type, SemanticModel semantics, int position, IReadOnlyCollection<string> layerMembers)
        => PlainNames.Known.Where(known => layerMembers.Contains(known.Key) || IsMember(type, known.Key) || IsOtherType(semantics, position, known.Key, known.Value)).Select(known => known.Key);

    private static bool IsMember(INamedTypeSymbol type, string name)
    {
        for (INamedTypeSymbol? owner = type; owner is not null; owner = owner.ContainingType)
        {
            if (owner.Name == name || owner.TypeParameters.Any(p => p.Name == name)) return true;
            for (INamedTypeSymbol? parent = owner; parent is not null; parent = parent.BaseType)
            {
                if (!parent.GetMembers(name).IsEmpty) return true;
            }
        }

        return false;
    }

    private static bool IsOtherType(SemanticModel semantics, int position, string name, string space)
    {
        return Lookup(name) || (PlainNames.IsAttribute(name) && Lookup(name + "Attribute"));

        bool Lookup(string wanted)
            => semantics.LookupNamespacesAndTypes(position, name: wanted).Any(found => (found.ContainingNamespace is { IsGlobalNamespace: false } n ? n.ToDisplayString() : "") != space || found.ContainingType is not null);
    }
}
