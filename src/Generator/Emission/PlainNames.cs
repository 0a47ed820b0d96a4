using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NeuralNet.Gen.Generator.Model;

namespace NeuralNet.Gen.Generator.Emission;

/// <summary>
/// Generated code uses plain names so that people can read it. Where the user's project gives one of them another meaning, that name is written
/// in full; where the project checks arithmetic, bodies are put into <c>unchecked</c>. Everyone else's text stays as the emitters printed it.
/// </summary>
internal static class PlainNames
{
    private static readonly (string Namespace, string Names)[] Table =
    [
        ("", "System"),
        ("System", "ArgumentNullException GC InvalidOperationException Math MathF ReadOnlySpan Span"),
        ("System.Threading", "Interlocked Volatile"),
        ("System.Runtime.CompilerServices", "MethodImpl MethodImplOptions SkipLocalsInit Unsafe"),
        ("System.Runtime.Intrinsics", "Vector128 Vector256 Vector512"),
        ("System.Runtime.Intrinsics.Arm", "AdvSimd"),
        ("System.Runtime.Intrinsics.X86", "Avx Avx2 Avx512F Fma"),
        ("NeuralNet.Gen", "Batch ElementType INetwork NetworkInfo NonFiniteLossException Optimizer ParameterView PredictionKind TeamMember TeamProgram ThreadTeam"),
        ("NeuralNet.Gen.Numerics", "ArenaPool ArgMax AxisReduce BatchSum ColumnSum Copy Ctc DropoutMask FiniteCheck Guard Initializers LaneReduce LaneStore NarrowRows NetworkProgram Panel PinnedBuffer Prefetch Rotary SampleLanes Table Transpose VectorMath"),
    ];

    /// <summary>Each plain name and its namespace, in the order of the names.</summary>
    public static readonly IReadOnlyList<KeyValuePair<string, string>> Known =
        [.. Table.SelectMany(t => t.Names.Split(' ').Select(name => new KeyValuePair<string, string>(name, t.Namespace))).OrderBy(n => n.Key, StringComparer.Ordinal)];

    /// <summary>Whether the name stands for an attribute, which may also be found with its suffix.</summary>
    public static bool IsAttribute(string name) => name is "MethodImpl" or "SkipLocalsInit";

    /// <summary>The text as the class's surroundings need it.</summary>
    public static string Fit(string text, TypeModel type)
    {
        // Parsing a large text takes longer than printing it, and most names do not occur in it.
        if (!type.IsChecked && !type.Clashes.Any(text.Contains)) return text;
        var edits = new Edits(type);
        edits.Visit(CSharpSyntaxTree.ParseText(text).GetRoot());
        // From the end, so that positions stay true; at one position the last found stands innermost.
        foreach ((int position, string inserted) in Enumerable.Reverse(edits.Insertions).OrderByDescending(e => e.Position)) text = text.Insert(position, inserted);
        return text;
    }

    private sealed class Edits(TypeModel type) : CSharpSyntaxWalker
    {
        private readonly Dictionary<string, string> _full =
            Known.Where(n => type.Clashes.Contains(n.Key)).ToDictionary(n => n.Key, n => n.Value.Length == 0 ? "global::" : $"global::{n.Value}.");

        public List<(int Position, string Text)> Insertions { get; } = [];

        public override void VisitUsingDirective(UsingDirectiveSyntax node)
        {
            // Stands outside of every namespace and type of the user's.
        }

        public override void VisitFileScopedNamespaceDeclaration(FileScopedNamespaceDeclarationSyntax node)
        {
            foreach (MemberDeclarationSyntax member in node.Members) Visit(member);
        }

        public override void VisitStructDeclaration(StructDeclarationSyntax node)
        {
            // Its only parameter is the network itself, whatever it is called.
            foreach (MemberDeclarationSyntax member in node.Members) Visit(member);
        }

        public override void VisitIdentifierName(IdentifierNameSyntax node) => Qualify(node);

        public override void VisitGenericName(GenericNameSyntax node)
        {
            Qualify(node);
            base.VisitGenericName(node);
        }

        public override void VisitBlock(BlockSyntax node)
        {
            if (type.IsChecked && node.Parent is BaseMethodDeclarationSyntax or AccessorDeclarationSyntax)
            {
                Insertions.Add((node.OpenBraceToken.Span.End, " unchecked {"));
                Insertions.Add((node.CloseBraceToken.SpanStart, "} "));
            }

            base.VisitBlock(node);
        }

        public override void VisitArrowExpressionClause(ArrowExpressionClauseSyntax node)
        {
            bool isVoid = node.Parent is MethodDeclarationSyntax { ReturnType: PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.VoidKeyword } };
            if (type.IsChecked && !isVoid && node.Expression is not ThrowExpressionSyntax and not ImplicitObjectCreationExpressionSyntax)
            {
                Insertions.Add((node.Expression.SpanStart, "unchecked("));
                Insertions.Add((node.Expression.Span.End, ")"));
            }

            base.VisitArrowExpressionClause(node);
        }

        private void Qualify(SimpleNameSyntax node)
        {
            if (!_full.TryGetValue(node.Identifier.ValueText, out string? full)) return;
            bool isFirst = node.Parent switch
            {
                MemberAccessExpressionSyntax access => access.Expression == node,
                QualifiedNameSyntax name => name.Left == node,
                AttributeSyntax => true,
                _ => SyntaxFacts.IsInTypeOnlyContext(node),
            };
            if (isFirst) Insertions.Add((node.SpanStart, full));
        }
    }
}
