using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NeuralNet.Gen.CodeFixes;

/// <summary>NNG017: adds <c>[Network]</c> before the input.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(AddNetworkCodeFix)), Shared]
public sealed class AddNetworkCodeFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ["NNG017"];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        SyntaxNode? root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        if (root?.FindNode(context.Span).FirstAncestorOrSelf<AttributeSyntax>() is not { Parent: AttributeListSyntax list } input) return;
        context.RegisterCodeFix(
            CodeAction.Create("Add [Network]", _ => Task.FromResult(context.Document.WithSyntaxRoot(With(root, list, input))), nameof(AddNetworkCodeFix)),
            context.Diagnostics);
    }

    private static SyntaxNode With(SyntaxNode root, AttributeListSyntax list, AttributeSyntax input)
    {
        // Written as far as the input is: a project that writes NeuralNet.Gen.Input has no using for Network either.
        NameSyntax name = input.Name switch
        {
            QualifiedNameSyntax qualified => qualified.WithRight(SyntaxFactory.IdentifierName("Network")),
            AliasQualifiedNameSyntax alias => alias.WithName(SyntaxFactory.IdentifierName("Network")),
            _ => SyntaxFactory.IdentifierName("Network"),
        };
        AttributeSyntax network = SyntaxFactory.Attribute(name.WithoutTrivia());
        AttributeSyntax[] attributes = [network, .. list.Attributes.Select((a, i) => i == 0 ? a.WithoutLeadingTrivia() : a)];
        SyntaxToken comma = SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(SyntaxFactory.Space);
        SyntaxToken[] commas = [comma, .. list.Attributes.GetSeparators()];
        return root.ReplaceNode(list, list.WithAttributes(SyntaxFactory.SeparatedList(attributes, commas)));
    }
}
