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
    public static bool IsSame(SyntaxTree before, SyntaxTree after)
    {
        // Not recursive: a sum of thousands of texts is as deep as it is long.
        var open = new Stack<(SyntaxNode Before, SyntaxNode After)>([(before.GetRoot(), after.GetRoot())]);
        while (open.Count > 0)
        {
            (SyntaxNode mine, SyntaxNode other) = open.Pop();
            // Parsing after an edit keeps what the edit left alone, so this ends most walks at once.
            if (mine.IsIncrementallyIdenticalTo(other)) continue;
            if (mine.RawKind != other.RawKind) return false;
            if (!IsBody(mine) && !HaveSameTokens(mine.ChildNodesAndTokens(), other.ChildNodesAndTokens(), open)) return false;
        }

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
