using Microsoft.CodeAnalysis;
using NeuralNet.Gen.Generator.Graph;

namespace NeuralNet.Gen.Generator.Evaluation;

// What an expression can be while a method is evaluated. Numbers, strings, booleans and null are themselves; arrays are object?[]; lists are List<object?>.

/// <summary>A tensor, token or scalar expression: a value of the graph.</summary>
internal sealed class TensorValue(Value value)
{
    public Value Value { get; } = value;
}

/// <summary>A tuple; elements by position.</summary>
internal sealed record TupleValue(object?[] Items);

/// <summary>An object of a record, struct or class of the user's: fields and properties by name.</summary>
internal sealed class ObjectValue(INamedTypeSymbol type)
{
    public INamedTypeSymbol Type { get; } = type;

    public Dictionary<string, object?> Members { get; } = [];

    public ObjectValue Copy()
    {
        var copy = new ObjectValue(Type);
        foreach (KeyValuePair<string, object?> member in Members) copy.Members[member.Key] = Stored.Of(member.Value);
        return copy;
    }
}

/// <summary>What a variable holds after it was given a value: structs and tuples are copied, as C# does.</summary>
internal static class Stored
{
    public static object? Of(object? value) => value switch
    {
        ObjectValue { Type.IsValueType: true } structure => structure.Copy(),
        TupleValue tuple => new TupleValue([.. tuple.Items.Select(Of)]),
        _ => value,
    };
}

/// <summary>A local function, lambda or method with the variables around it.</summary>
internal sealed record FunctionValue(IMethodSymbol Method, IOperation Body, Frame Scope);

/// <summary>The variables of one block or call, and of what stands around it. Each round of a loop has a frame of its own, which lambdas keep.</summary>
internal sealed class Frame(Frame? outer)
{
    private Dictionary<ISymbol, object?>? _variables;

    public void Declare(ISymbol symbol, object? value) => (_variables ??= new(SymbolEqualityComparer.Default))[symbol] = Stored.Of(value);

    /// <summary>What <c>this</c> means in methods of a type.</summary>
    public void DeclareSelf(INamedTypeSymbol type, ObjectValue self) => (_variables ??= new(SymbolEqualityComparer.Default))[type.OriginalDefinition] = self;

    public bool TryGet(ISymbol symbol, out object? value)
    {
        for (Frame? frame = this; frame is not null; frame = frame.Outer)
        {
            if (frame._variables is { } variables && variables.TryGetValue(symbol, out value)) return true;
        }

        value = null;
        return false;
    }

    /// <summary>Gives a variable a value; declares it here where it is new.</summary>
    public void Assign(ISymbol symbol, object? value)
    {
        for (Frame? frame = this; frame is not null; frame = frame.Outer)
        {
            if (frame._variables is not { } variables || !variables.ContainsKey(symbol)) continue;
            variables[symbol] = Stored.Of(value);
            return;
        }

        Declare(symbol, value);
    }

    private Frame? Outer { get; } = outer;
}
