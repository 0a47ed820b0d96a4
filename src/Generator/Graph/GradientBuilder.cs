namespace NeuralNet.Gen.Generator.Graph;

/// <summary>What a gradient rule writes to: it builds values and hands each input its share.</summary>
internal sealed class GradientBuilder(GraphBuilder graph, Func<Value, bool> isWanted)
{
    private readonly Dictionary<Value, Value> _gradients = [];

    public GraphBuilder Graph { get; } = graph;

    /// <summary>Whether a parameter can be reached through this value; a gradient for others would be dropped.</summary>
    public bool IsWanted(Value value) => isWanted(value);

    public Value? GradientOf(Value value) => _gradients.TryGetValue(value, out Value gradient) ? gradient : null;

    /// <summary>Adds <paramref name="gradient"/> to what <paramref name="input"/> has; sums over the dimensions along which it was broadcast.</summary>
    public void Accumulate(Value input, Value gradient)
    {
        if (!IsWanted(input)) return;
        Value fitted = SumTo(gradient, Graph.TypeOf(input));
        _gradients[input] = _gradients.TryGetValue(input, out Value sofar) ? Graph.Plus(sofar, fitted) : fitted;
    }

    /// <summary>Takes <paramref name="gradient"/>, of the same type, for what <paramref name="input"/> has so far.</summary>
    public void Replace(Value input, Value gradient) => _gradients[input] = gradient;

    private Value SumTo(Value gradient, TensorType type)
    {
        TensorType have = Graph.TypeOf(gradient);
        if (have == type) return gradient;
        if (TensorType.Broadcast("gradient", [have, type]) is var wide && wide != have) gradient = Graph.Add(new Ops.Expand(wide.Dims), gradient);
        int missing = wide.Rank - type.Rank;
        if (missing > 0 && type.Rank > 0 && wide.Dims.Skip(missing).SequenceEqual(type.Dims)) return Graph.Add(new Ops.SumLeading(missing), gradient);
        for (int d = 0; d < wide.Rank; d++)
        {
            int wanted = d < missing ? 1 : type.Dims[d - missing];
            if (wanted == 1 && wide.Dims[d] != 1) gradient = Graph.Add(new Ops.Reduce(Ops.ReduceKind.Sum, d), gradient);
        }

        return missing == 0 ? gradient : Graph.Add(new Ops.Reshape(type.Dims), gradient);
    }
}
