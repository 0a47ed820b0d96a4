using NeuralNet.Gen.Generator.Emission;
using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Layers;

namespace NeuralNet.Gen.Generator.Evaluation.Functions;

/// <summary>What a function works with: the graph it appends to, the tensor it is called on, and its arguments.</summary>
/// <param name="Self">The tensor before the dot; null for static functions.</param>
/// <param name="Values">Evaluated arguments by parameter name, defaults filled in.</param>
internal sealed record FunctionCall(NetworkBuilder Network, CallArguments Arguments, Value? Self, IReadOnlyDictionary<string, object?> Values)
{
    public GraphBuilder Graph => Network.Graph;

    public Value X => Self ?? throw new InvalidOperationException("the function is static");

    public TensorType TypeOf(Value value) => Graph.TypeOf(value);

    /// <summary>A tensor argument.</summary>
    public Value Tensor(string name) => Optional(name) ?? throw Arguments.Bad(name, "nothing", "a tensor");

    /// <summary>A tensor argument that may be left out.</summary>
    public Value? Optional(string name) => Values.TryGetValue(name, out object? value) && value is TensorValue tensor ? tensor.Value : null;

    /// <summary>An array or list of tensors, at least one.</summary>
    public Value[] Tensors(string name)
    {
        IEnumerable<object?> items = Values.TryGetValue(name, out object? value) && value is IEnumerable<object?> given ? given : [];
        Value[] tensors = [.. items.Select((item, i) => item is TensorValue tensor ? tensor.Value : throw Arguments.Bad(name, "nothing", "a tensor", i))];
        return tensors.Length > 0 ? tensors : throw Arguments.Bad(name, "no tensors", "at least one tensor");
    }

    /// <summary>A dimension of a tensor; negative numbers count from the end.</summary>
    /// <param name="batch">Whether the batch, dimension 0, may be meant.</param>
    public int Dimension(string name, TensorType type, bool batch = false) => Dimension(name, Values.TryGetValue(name, out object? value) && value is int given ? given : -1, type, batch);

    /// <summary>Dimensions of a tensor, ascending, each once. None given means all but the batch.</summary>
    public int[] Dimensions(string name, TensorType type, bool batch = false)
    {
        int[] given = Arguments.Ints(name);
        if (given.Length == 0) return [.. Enumerable.Range(0, type.Rank).Where(d => type.Dims[d] != TensorType.Batch)];
        int[] places = [.. given.Select((d, i) => Dimension(name, d, type, batch, i))];
        for (int i = 0; i < places.Length; i++)
        {
            if (Array.IndexOf(places, places[i]) < i) throw Arguments.Bad(name, Literals.Int(given[i]), "each dimension once", i);
        }

        return [.. places.OrderBy(d => d)];
    }

    private int Dimension(string name, int given, TensorType type, bool batch, int element = 0)
    {
        int place = given < 0 ? type.Rank + given : given;
        if (place < 0 || place >= type.Rank) throw Arguments.Bad(name, Literals.Int(given), $"a dimension of {type.ShapeText}", element);
        return batch || type.Dims[place] != TensorType.Batch ? place : throw Arguments.Bad(name, Literals.Int(given), "not the batch: samples do not meet in a network", element);
    }
}
