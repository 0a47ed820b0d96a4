using NeuralNet.Gen.Generator.Diagnostics;
using NeuralNet.Gen.Generator.Emission;
using Microsoft.CodeAnalysis;

namespace NeuralNet.Gen.Generator.Parsing;

/// <summary>A layer's arguments by name, with checks and the place of each, whether an attribute or a call gives them.</summary>
internal abstract class LayerArguments
{
    /// <summary>As it would be written in the declaration, for messages and summaries: <c>Dense(512)</c>.</summary>
    public abstract string Declaration { get; }

    /// <summary>How to give this layer one dimension of features instead of several.</summary>
    public abstract string FlatSuggestion(int length);

    public int Int(string name, int least)
    {
        int value = Value(name) is int number ? number : 0;
        return value >= least ? value : throw Bad(name, Literals.Int(value), "at least " + Literals.Int(least));
    }

    /// <summary>A number of at least 1 that need not be given.</summary>
    public int Count(string name, int otherwise)
    {
        int value = Value(name) is int number ? number : otherwise;
        return value >= 1 ? value : throw Bad(name, Literals.Int(value), "at least 1");
    }

    /// <summary>One number for each dimension: given once for all, or as a tuple.</summary>
    public int[] Sizes(string name, int dimensions, int least, int? otherwise = null)
    {
        int[] sizes = Value(name) switch
        {
            int same => [.. Enumerable.Repeat(same, dimensions)],
            null when otherwise is { } same => [.. Enumerable.Repeat(same, dimensions)],
            Evaluation.TupleValue tuple when tuple.Items.Length == dimensions && tuple.Items.All(i => i is int) => [.. tuple.Items.Select(i => (int)i!)],
            _ => throw new IncompleteDeclarationException(),
        };
        int bad = Array.FindIndex(sizes, size => size < least);
        return bad < 0 ? sizes : throw Bad(name, Literals.Int(sizes[bad]), "at least " + Literals.Int(least), bad);
    }

    public bool Bool(string name, bool otherwise) => Value(name) is bool value ? value : otherwise;

    public int Enum(string name) => Value(name) is int value ? value : 0;

    /// <summary>An integer, or null where none is given.</summary>
    public int? OptionalInt(string name) => Value(name) is int value ? value : null;

    /// <summary>An array of numbers; none where it is left out.</summary>
    public float[] Floats(string name) => Value(name) is object?[] items ? [.. items.Select(i => i is float value ? value : throw new IncompleteDeclarationException())] : [];

    public string? Text(string name) => Value(name) as string;

    public float Float(string name, float otherwise, Func<float, bool> isValid, string expected)
    {
        float value = Value(name) is float number ? number : otherwise;
        return isValid(value) ? value : throw Bad(name, Literals.Shortest(value), expected);
    }

    /// <summary>A number that must be finite.</summary>
    public float Float(string name, float otherwise = 0f) => Float(name, otherwise, v => !float.IsNaN(v) && !float.IsInfinity(v), "a finite number");

    /// <summary>A tensor argument that may be left out; null where it is. Attributes have none.</summary>
    public virtual Graph.Value? Optional(string name) => null;

    /// <summary>A dimension of a tensor that is not the batch; negative numbers count from the end. Left out: the last.</summary>
    public int Dimension(string name, Graph.TensorType type)
    {
        int given = Value(name) is int number ? number : -1, place = given < 0 ? type.Rank + given : given;
        if (place < 0 || place >= type.Rank) throw Bad(name, Literals.Int(given), $"a dimension of {type.ShapeText}");
        return type.Dims[place] != Graph.TensorType.Batch ? place : throw Bad(name, Literals.Int(given), "not the batch: samples do not meet in a network");
    }

    /// <summary>A tensor beside the one that the layer is applied to; calls have them, attributes do not.</summary>
    public virtual Graph.Value Tensor(string name) => throw new InvalidOperationException("attributes have no tensors");

    /// <summary>Whether an optional argument is written out.</summary>
    public abstract bool IsGiven(string name);

    public abstract int[] Ints(string name);

    /// <param name="element">Which element of an array argument is wrong.</param>
    public DeclarationException Bad(string name, string found, string expected, int element = 0)
        => new(Descriptors.BadArgument, name, Declaration, name, found, expected) { Element = element };

    /// <summary>The place of an argument, or of the whole layer where it is not written out.</summary>
    /// <param name="element">Of an array argument, the element.</param>
    public abstract Location? Place(string? argument, int element = 0);

    protected abstract object? Value(string name);
}
