using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using NeuralNet.Gen.Generator.Emission;
using NeuralNet.Gen.Generator.Parsing;

namespace NeuralNet.Gen.Generator.Evaluation;

/// <summary>A layer's arguments as a call in a <c>Forward</c> method gives them.</summary>
internal sealed class CallArguments(string function, IReadOnlyDictionary<string, object?> values, IOperation call) : LayerArguments
{
    private string? _declaration;

    public override string Declaration => _declaration ??= Declare();

    public override string FlatSuggestion(int length) => "call Flatten() before it";

    private IEnumerable<IArgumentOperation> Given => call switch
    {
        IInvocationOperation invocation => invocation.Arguments.Where(a => a.ArgumentKind == ArgumentKind.Explicit || a.ArgumentKind == ArgumentKind.ParamArray || a.ArgumentKind == ArgumentKind.ParamCollection),
        IObjectCreationOperation creation => creation.Arguments.Where(a => a.ArgumentKind == ArgumentKind.Explicit),
        _ => [],
    };

    public override bool IsGiven(string name) => Given.Any(a => string.Equals(a.Parameter?.Name, name, StringComparison.OrdinalIgnoreCase));

    public override Graph.Value? Optional(string name) => Value(name) is TensorValue tensor ? tensor.Value : null;

    public override int[] Ints(string name) => Value(name) is object?[] items ? [.. items.Select(i => i is int value ? value : throw new IncompleteDeclarationException())] : [];

    public override Graph.Value Tensor(string name) => Value(name) is TensorValue tensor ? tensor.Value : throw Bad(name, "nothing", "a tensor");

    public override Location? Place(string? argument, int element = 0)
    {
        if (argument is not null && Given.FirstOrDefault(a => string.Equals(a.Parameter?.Name, argument, StringComparison.OrdinalIgnoreCase)) is { } given) return PlaceOf(given.Value, element).GetLocation();
        // Of a chain x.A().B() the part that stands for this call alone.
        return call.Syntax is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax member } invocation
            ? Location.Create(call.Syntax.SyntaxTree, Microsoft.CodeAnalysis.Text.TextSpan.FromBounds(member.Name.SpanStart, invocation.Span.End))
            : call.Syntax.GetLocation();
    }

    private string Declare()
    {
        IEnumerable<string> shown = Given.Where(a => !string.Equals(a.Parameter!.Name, "name", StringComparison.Ordinal)).Select(a => Shown(values[a.Parameter!.Name])).Where(text => text.Length > 0);
        string arguments = string.Join(", ", shown);
        return arguments.Length == 0 ? function : $"{function}({arguments})";
    }

    /// <summary>Of an array the element that is meant.</summary>
    private static SyntaxNode PlaceOf(IOperation value, int element)
    {
        while (value is IConversionOperation { IsImplicit: true } conversion) value = conversion.Operand;
        return value switch
        {
            IArrayCreationOperation { Initializer: { } items } when element < items.ElementValues.Length => items.ElementValues[element].Syntax,
            ICollectionExpressionOperation items when element < items.Elements.Length => items.Elements[element].Syntax,
            _ => value.Syntax,
        };
    }

    protected override object? Value(string name)
        => values.TryGetValue(name, out object? value) ? value : values.FirstOrDefault(v => string.Equals(v.Key, name, StringComparison.OrdinalIgnoreCase)).Value;

    private static string Shown(object? value) => value switch
    {
        float number => Literals.Shortest(number),
        object?[] items => string.Join(", ", items.Select(Shown)),
        TensorValue or ObjectValue or KeptLayer or null => "",
        _ => ConstantArithmetic.Text(value),
    };
}
