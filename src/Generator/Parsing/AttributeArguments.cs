using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NeuralNet.Gen.Generator.Emission;

namespace NeuralNet.Gen.Generator.Parsing;

/// <summary>An attribute's arguments by name, whether positional or named, with checks and the place of each.</summary>
internal sealed class AttributeArguments(AttributeData attribute) : LayerArguments
{
    public override string FlatSuggestion(int length) => $"declare the input flat: [Input({Literals.Int(length)})]";

    public override string Declaration
    {
        get
        {
            string name = attribute.AttributeClass!.Name, arguments = string.Join(", ", attribute.ConstructorArguments.SelectMany(Flatten).Select(Text));
            name = name.EndsWith("Attribute", StringComparison.Ordinal) ? name.Substring(0, name.Length - "Attribute".Length) : name;
            return arguments.Length == 0 ? name : $"{name}({arguments})";
        }
    }

    public override bool IsGiven(string name) => attribute.NamedArguments.Any(a => string.Equals(a.Key, name, StringComparison.OrdinalIgnoreCase));

    public override int[] Ints(string name)
        => Constant(name) is { Kind: TypedConstantKind.Array, IsNull: false } array ? [.. array.Values.Select(v => Checked(v).Value is int value ? value : 0)] : [];

    public override Location? Place(string? argument, int element = 0)
    {
        if (attribute.ApplicationSyntaxReference?.GetSyntax() is not AttributeSyntax syntax) return null;
        if (argument is not null && syntax.ArgumentList is { } list)
        {
            int position = -1;
            if (attribute.AttributeConstructor is { } constructor)
            {
                for (int i = 0; i < constructor.Parameters.Length; i++)
                {
                    if (constructor.Parameters[i].Name == argument) position = i;
                }
            }

            for (int i = 0; i < list.Arguments.Count; i++)
            {
                AttributeArgumentSyntax given = list.Arguments[i];
                string? name = given.NameEquals?.Name.Identifier.ValueText ?? given.NameColon?.Name.Identifier.ValueText;
                bool matches = name is null ? i == position : string.Equals(name, argument, StringComparison.OrdinalIgnoreCase);
                if (!matches) continue;
                if (Elements(given.Expression) is { } elements) return (element < elements.Count ? elements[element] : given.Expression).GetLocation();
                // The elements of a 'params' array stand one after another.
                if (name is null && i + element < list.Arguments.Count) given = list.Arguments[i + element];
                return given.Expression.GetLocation();
            }
        }

        return syntax.GetLocation();
    }

    /// <summary>The elements of an array that is written out as one argument.</summary>
    private static IReadOnlyList<SyntaxNode>? Elements(ExpressionSyntax expression) => expression switch
    {
        ArrayCreationExpressionSyntax { Initializer: { } initializer } => initializer.Expressions,
        ImplicitArrayCreationExpressionSyntax array => array.Initializer.Expressions,
        CollectionExpressionSyntax collection => collection.Elements,
        _ => null,
    };

    private static IEnumerable<TypedConstant> Flatten(TypedConstant constant)
        => constant.Kind == TypedConstantKind.Array && !constant.IsNull ? constant.Values : [constant];

    private static string Text(TypedConstant constant) => constant switch
    {
        { Kind: TypedConstantKind.Error } => "?",
        { Kind: TypedConstantKind.Enum } => constant.ToCSharpString().Split('.').Last(),
        { Value: float number } => Literals.Shortest(number),
        _ => Convert.ToString(constant.Value, CultureInfo.InvariantCulture) ?? "null",
    };

    protected override object? Value(string name) => Constant(name) is { Kind: not TypedConstantKind.Array } constant ? constant.Value : null;

    private TypedConstant? Constant(string name)
    {
        // No constructor: the C# compiler found none that takes these arguments and says so.
        if (attribute.AttributeConstructor is null) throw new IncompleteDeclarationException();
        foreach (KeyValuePair<string, TypedConstant> argument in attribute.NamedArguments)
        {
            if (string.Equals(argument.Key, name, StringComparison.OrdinalIgnoreCase)) return Checked(argument.Value);
        }

        if (attribute.AttributeConstructor is { } constructor)
        {
            for (int i = 0; i < constructor.Parameters.Length && i < attribute.ConstructorArguments.Length; i++)
            {
                if (constructor.Parameters[i].Name == name) return Checked(attribute.ConstructorArguments[i]);
            }
        }

        return null;
    }

    private static TypedConstant Checked(TypedConstant constant)
        => constant.Kind == TypedConstantKind.Error ? throw new IncompleteDeclarationException() : constant;
}
