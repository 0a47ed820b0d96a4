using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace NeuralNet.Gen.Generator.Evaluation;

/// <summary>Bodies and initialisers of the project's source as operation trees, in any file; each is bound once, however many walks read it.</summary>
/// <param name="files">Gets every file that something was read of.</param>
internal sealed class SourceBodies(Compilation compilation, ISet<SyntaxTree> files, CancellationToken cancellation)
{
    private readonly Dictionary<SyntaxTree, SemanticModel> _models = [];
    private readonly Dictionary<SyntaxNode, IOperation?> _read = [];

    /// <summary>A method's body; null where the method has none in this project.</summary>
    public IOperation? Body(IMethodSymbol method) => SyntaxOf(method) is { } syntax ? Operation(syntax) : null;

    /// <summary>What a field or property starts with; null where it has no initialiser in this project.</summary>
    public IOperation? Initializer(ISymbol member)
    {
        EqualsValueClauseSyntax? clause = SyntaxOf(member) switch
        {
            VariableDeclaratorSyntax field => field.Initializer,
            PropertyDeclarationSyntax property => property.Initializer,
            _ => null,
        };
        return clause is not null && Operation(clause) is ISymbolInitializerOperation { Value: { } value } ? value : null;
    }

    /// <summary>Whether the C# compiler refuses something that was read: then that is what the user must hear first.</summary>
    public bool HasErrors() => _read.Keys.Any(node => ModelOf(node.SyntaxTree).GetDiagnostics(Whole(node).Span, cancellation).Any(d => d.Severity == DiagnosticSeverity.Error));

    /// <summary>A property whose accessors only store; records make one of each parameter.</summary>
    public bool IsAuto(IPropertySymbol property) => SyntaxOf(property) switch
    {
        ParameterSyntax => true,
        PropertyDeclarationSyntax { ExpressionBody: null, AccessorList: { } accessors } => accessors.Accessors.All(a => a.Body is null && a.ExpressionBody is null),
        _ => false,
    };

    /// <summary>Of a class or record whose parameters stand behind its name.</summary>
    public bool IsPrimary(IMethodSymbol constructor) => SyntaxOf(constructor) is TypeDeclarationSyntax;

    private static SyntaxNode Whole(SyntaxNode node) => node.FirstAncestorOrSelf<MemberDeclarationSyntax>() ?? node;

    private SyntaxNode? SyntaxOf(ISymbol symbol)
    {
        SyntaxReference? reference = symbol.OriginalDefinition.DeclaringSyntaxReferences.FirstOrDefault();
        if (reference is null) return null;
        files.Add(reference.SyntaxTree);
        return reference.GetSyntax(cancellation);
    }

    private IOperation? Operation(SyntaxNode syntax)
    {
        if (!_read.TryGetValue(syntax, out IOperation? operation))
        {
            operation = ModelOf(syntax.SyntaxTree).GetOperation(syntax, cancellation);
            _read.Add(syntax, operation);
        }

        return operation;
    }

    private SemanticModel ModelOf(SyntaxTree tree)
    {
        if (!_models.TryGetValue(tree, out SemanticModel? model))
        {
#pragma warning disable RS1030 // A helper method may stand in any file of the project.
            model = compilation.GetSemanticModel(tree);
#pragma warning restore RS1030
            _models.Add(tree, model);
        }

        return model;
    }
}
