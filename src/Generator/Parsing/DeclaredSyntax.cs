using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NeuralNet.Gen.Generator.Parsing;

/// <summary>Compares what two versions of a file declare: all of their syntax but bodies of members and initialisers of fields that are not constants.</summary>
/// <remarks>
/// Roslyn's comparison (<c>topLevel: true</c>) is not used: as of 5.0, after the first field that is no constant it passes over every initialiser and default value of the file, so that a change of a constant goes unseen.
/// </remarks>
internal static class DeclaredSyntax
{
    /// <summary>
    /// The names of the members that differ and of the types around them; none where only bodies do, and null where anything else does. Such members are methods, properties, fields and events: other code depends on them
    /// by their names alone. Constants, constructors, operators and types reach further.
    /// </summary>
    public static HashSet<string>? ChangedNames(SyntaxTree before, SyntaxTree after)
    {
        var names = new HashSet<string>();
        return IsSame(before.GetRoot(), after.GetRoot(), names) ? names : null;
    }

    /// <param name="names">Gets the names of members that differ, which is then no difference; null where it is one.</param>
    private static bool IsSame(SyntaxNode before, SyntaxNode after, HashSet<string>? names)
    {
        // Not recursive: a sum of thousands of texts is as deep as it is long.
        var open = new Stack<(SyntaxNode Before, SyntaxNode After)>([(before, after)]);
        while (open.Count > 0)
        {
            (SyntaxNode mine, SyntaxNode other) = open.Pop();
            // Parsing after an edit keeps what the edit left alone, so this ends most walks at once.
            if (mine.IsIncrementallyIdenticalTo(other)) continue;
            if (mine.RawKind != other.RawKind) return false;
            if (IsBody(mine)) continue;
            if (names is not null && IsPlainType(mine))
            {
                if (!HaveSameMembers((TypeDeclarationSyntax)mine, (TypeDeclarationSyntax)other, names, open)) return false;
            }
            else if (!HaveSameTokens(mine.ChildNodesAndTokens(), other.ChildNodesAndTokens(), open))
            {
                return false;
            }
        }

        return true;
    }

    /// <param name="open">Gets the types inside, which are still to be compared.</param>
    private static bool HaveSameMembers(TypeDeclarationSyntax before, TypeDeclarationSyntax after, HashSet<string> names, Stack<(SyntaxNode Before, SyntaxNode After)> open)
    {
        SyntaxList<MemberDeclarationSyntax> mine = before.Members, others = after.Members;
        if (!IsSame(before.WithMembers(default), after.WithMembers(default), null)) return false;
        int first = 0, last = 0, most = Math.Min(mine.Count, others.Count);
        while (first < most && IsSame(mine[first], others[first], null)) first++;
        while (last < most - first && IsSame(mine[mine.Count - 1 - last], others[others.Count - 1 - last], null)) last++;
        if (mine.Count - last == first + 1 && others.Count - last == first + 1 && IsPlainType(mine[first]) && IsPlainType(others[first]))
        {
            open.Push((mine[first], others[first]));
            return true;
        }

        return Enumerable.Range(first, mine.Count - last - first).All(i => AddNames(mine[i], names)) && Enumerable.Range(first, others.Count - last - first).All(i => AddNames(others[i], names));
    }

    private static bool IsPlainType(SyntaxNode node) => node is ClassDeclarationSyntax or StructDeclarationSyntax or RecordDeclarationSyntax;

    private static bool AddNames(MemberDeclarationSyntax member, HashSet<string> names)
    {
        switch (member)
        {
            case MethodDeclarationSyntax method:
                names.Add(method.Identifier.ValueText);
                break;
            // What a struct stores decides whether it is unmanaged, which needs no name.
            case PropertyDeclarationSyntax { Parent: ClassDeclarationSyntax } property:
                names.Add(property.Identifier.ValueText);
                break;
            case BaseFieldDeclarationSyntax { Parent: ClassDeclarationSyntax } field when !field.Modifiers.Any(SyntaxKind.ConstKeyword):
                names.UnionWith(field.Declaration.Variables.Select(v => v.Identifier.ValueText));
                break;
            // Half written, it declares nothing yet.
            case IncompleteMemberSyntax:
                break;
            default:
                return false;
        }

        names.UnionWith(member.Ancestors().OfType<BaseTypeDeclarationSyntax>().Select(t => t.Identifier.ValueText));
        return true;
    }

    /// <param name="open">Gets the pairs of nodes, which are still to be compared.</param>
    private static bool HaveSameTokens(ChildSyntaxList before, ChildSyntaxList after, Stack<(SyntaxNode Before, SyntaxNode After)> open)
    {
        if (before.Count != after.Count) return false;
        ChildSyntaxList.Enumerator others = after.GetEnumerator();
        foreach (SyntaxNodeOrToken mine in before)
        {
            others.MoveNext();
            SyntaxNodeOrToken other = others.Current;
            if (mine.IsToken != other.IsToken) return false;
            if (mine.AsNode() is { } node) open.Push((node, other.AsNode()!));
            else if (!IsSame(mine.AsToken(), other.AsToken())) return false;
        }

        return true;
    }

    /// <summary>Comments and white space, which surround a token, declare nothing.</summary>
    private static bool IsSame(SyntaxToken before, SyntaxToken after)
        => before.RawKind == after.RawKind && before.IsMissing == after.IsMissing && before.Text == after.Text;

    /// <summary>Statements of a program's main file are no member's body: their variables are seen by what follows.</summary>
    private static bool IsBody(SyntaxNode node) => node switch
    {
        BlockSyntax => node.Parent is BaseMethodDeclarationSyntax or AccessorDeclarationSyntax,
        ArrowExpressionClauseSyntax => node.Parent is BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or BasePropertyDeclarationSyntax,
        EqualsValueClauseSyntax => node.Parent is VariableDeclaratorSyntax { Parent.Parent: FieldDeclarationSyntax field } && !field.Modifiers.Any(SyntaxKind.ConstKeyword),
        _ => false,
    };
}
