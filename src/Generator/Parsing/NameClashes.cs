using System.Text;
using Microsoft.CodeAnalysis;
using NeuralNet.Gen.Generator.Emission;

namespace NeuralNet.Gen.Generator.Parsing;

/// <summary>
/// Finds the plain names of generated code that mean something else where the class stands: a type of the user's namespace, a member, a type
/// parameter, an alias or a type that a global using brings in.
/// </summary>
internal static class NameClashes
{
    /// <summary>The names that are looked up.</summary>
    private static readonly HashSet<string> s_names = [.. PlainNames.Known.Select(known => known.Key), .. PlainNames.Known.Where(known => PlainNames.IsAttribute(known.Key)).Select(known => known.Key + "Attribute")];

    /// <param name="position">In the declaration's head: what is visible there is visible to the generated part too.</param>
    /// <param name="layerMembers">Members that the layers' names bring.</param>
    public static IEnumerable<string> Find(INamedTypeSymbol type, SemanticModel semantics, int position, IReadOnlyCollection<string> layerMembers, ParseNotes notes)
    {
        IReadOnlyCollection<string> others = OtherTypes(type, semantics, position, notes);
        return PlainNames.Known.Select(known => known.Key).Where(name => layerMembers.Contains(name) || others.Contains(name) || IsMember(type, name));
    }

    /// <summary>
    /// The names that mean another type or namespace. Looking all of them up takes most of a millisecond, because each is asked of every reference; so the answer is kept while it cannot change: the class is not
    /// nested, no source of the project declares one of the names, and the same references are imported in the same way.
    /// </summary>
    private static IReadOnlyCollection<string> OtherTypes(INamedTypeSymbol type, SemanticModel semantics, int position, ParseNotes notes)
    {
        string? imports = type.ContainingType is null && !semantics.Compilation.ContainsSymbolsWithName(s_names.Contains, SymbolFilter.Namespace | SymbolFilter.Type) ? Imports(semantics, position) : null;
        if (imports is not null && notes.EarlierSurroundings is { } earlier && earlier.Imports == imports)
        {
            notes.Surroundings = earlier;
            return earlier.Clashes;
        }

        string[] clashes = [.. PlainNames.Known.Where(known => IsOtherType(semantics, position, known.Key, known.Value)).Select(known => known.Key)];
        if (imports is not null) notes.Surroundings = new Surroundings(imports, clashes);
        return clashes;
    }

    /// <summary>What the usings around a place import, spelled out; null where they rename anything.</summary>
    private static string? Imports(SemanticModel semantics, int position)
    {
        var text = new StringBuilder();
        foreach (IImportScope scope in semantics.GetImportScopes(position))
        {
            if (!scope.ExternAliases.IsEmpty || scope.Aliases.Any(a => s_names.Contains(a.Name))) return null;
            foreach (ImportedNamespaceOrType import in scope.Imports)
                text.Append(import.NamespaceOrType.ToDisplayString()).Append(import.NamespaceOrType is ITypeSymbol imported ? "/" + imported.ContainingAssembly?.Name : "").Append(';');
            text.Append('|');
        }

        return text.ToString();
    }

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
