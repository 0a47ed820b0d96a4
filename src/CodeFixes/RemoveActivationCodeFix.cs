using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NeuralNet.Gen.CodeFixes;

/// <summary>NNG009: removes the activation that the loss applies itself, the attribute right before the loss.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(RemoveActivationCodeFix)), Shared]
public sealed class RemoveActivationCodeFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ["NNG009"];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        SyntaxNode? root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        SemanticModel? semantics = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        if (root is null || semantics is null) return;
        if (root.FindNode(context.Span).FirstAncestorOrSelf<AttributeSyntax>() is not { } loss || loss.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } type) return;
        // Attributes of other kinds may stand between the two: the layer is looked for, by what the loss contains.
        AttributeSyntax? activation = type.AttributeLists.SelectMany(l => l.Attributes).TakeWhile(a => a != loss).LastOrDefault(a => IsActivation(semantics, a));
        if (activation is null) return;
        context.RegisterCodeFix(
            CodeAction.Create($"Remove [{activation.Name}]", _ => Task.FromResult(context.Document.WithSyntaxRoot(Without(root, activation))), nameof(RemoveActivationCodeFix)),
            context.Diagnostics);
    }

    private static bool IsActivation(SemanticModel semantics, AttributeSyntax attribute)
        => semantics.GetSymbolInfo(attribute).Symbol?.ContainingType is { Name: "SoftmaxAttribute" or "SigmoidAttribute" } type && type.ContainingNamespace.ToDisplayString() == "NeuralNet.Gen";

    private static SyntaxNode Without(SyntaxNode root, AttributeSyntax attribute)
    {
        var list = (AttributeListSyntax)attribute.Parent!;
        // An attribute alone in its brackets goes with them; comments above it stay.
        return list.Attributes.Count == 1
            ? root.RemoveNode(list, SyntaxRemoveOptions.KeepLeadingTrivia)!
            : root.RemoveNode(attribute, SyntaxRemoveOptions.KeepNoTrivia)!;
    }
}
