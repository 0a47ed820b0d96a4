using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NeuralNet.Gen.Generator.Diagnostics;
using NeuralNet.Gen.Generator.Emission;

namespace NeuralNet.Gen.Generator.Parsing;

/// <summary>An attribute's arguments by name, whether positional or named, with checks and the place of each.</summary>
internal sealed class LayerArguments(AttributeData attribute)
{
    /// <summary>As it would be written in the declaration, for messages and summaries: <c>Dense(512)</c>.</summary>
    public string Declaration
    {
        get
        {
            string name = attribute.AttributeClass!.Name, arguments = string.Join(", ", attribute.ConstructorArguments.SelectMany(Flatten).Select(Text));
            name = name.EndsWith("Attribute", StringComparison.Ordinal) ? name.Substring(0, name.Length - "Attribute".Length) : name;
            return arguments.Length == 0 ? name : $"{name}({arguments})";
        }
    }

    public int Int(string name, int least)
    {
        int value = Value(name) is int number ? number : 0;
        return value >= least ? value : throw Bad(name, Literals.Int(value), "at least " + Literals.Int(least));
    }

    public bool Bool(string name, bool otherwise) => Value(name) is bool value ? value : otherwise;

    public int Enum(string name) => Value(name) is int value ? value : 0;

    public string? Text(string name) => Value(name) as string;

    public float Float(string name, float otherwise, Func<float, bool> isValid, string expected)
    {
        float value = Value(name) is float number ? number : otherwise;
        return isValid(value) ? value : throw Bad(name, Literals.Shortest(value), expected);
    }

    /// <summary>A number that must be finite.</summary>
    public float Float(string name, float otherwise = 0f) => Float(name, otherwise, v => !float.IsNaN(v) && !float.IsInfinity(v), "a finite number");

    public bool IsGiven(string name) => attribute.NamedArguments.Any(a => string.Equals(a.Key, name, StringComparison.OrdinalIgnoreCase));

    public int[] Ints(string name)
        => Constant(name) is { Kind: TypedConstantKind.Array, IsNull: false } array ? [.. array.Values.Select(v => Checked(v).Value is int value ? value : 0)] : [];

    /// <param name="element">Which element of an array argument is wrong.</param>
    public DeclarationException Bad(string name, string found, string expected, int element = 0)
        => new(Descriptors.BadArgument, name, Declaration, name, found, expected) { Element = element };

    /// <summary>The place of an argument, or of the attribute where it is not written out.</summary>
    /// <param name="element">Of an array argument, the element.</param>
    public Location? Place(string? argument, int element = 0)
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

    private object? Value(string name) => Constant(name) is { Kind: not TypedConstantKind.Array } constant ? constant.Value : null;

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
