using NeuralNet.Gen.Generator.Emission;
using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Model;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>
/// z = (x − μ)/√(σ² + ε), for each channel over the batch and all places, σ² the biased variance; with weight w and bias b as further inputs z·w + b. With dy, dw = Σ dy·z and db = Σ dy:
/// dx = (dy − db/n − z·dw/n)·w/√(σ² + ε), n the numbers of a channel. So the gradients of all three take the same two sums.
/// </summary>
internal sealed record BatchNormalise(float Epsilon) : Op
{
    public override string Name => "batch_normalise";

    public override TensorType Infer(IReadOnlyList<TensorType> inputs) => inputs[0];

    public override void Differentiate(GradientBuilder g, Node node, Value dy)
    {
        GraphBuilder graph = g.Graph;
        bool affine = node.Inputs.Count > 1;
        Value x = node.Inputs[0], z = affine ? graph.Add(new BatchNormalise(Epsilon), x) : node.Id;
        Value sum = Sum(graph, dy), along = SumOfProducts(graph, dy, z);
        if (affine && g.IsWanted(node.Inputs[1])) g.Accumulate(node.Inputs[1], along);
        if (affine && g.IsWanted(node.Inputs[2])) g.Accumulate(node.Inputs[2], sum);
        if (!g.IsWanted(x)) return;
        Value centred = graph.Minus(graph.Minus(dy, PerNumber(graph, sum, x)), graph.Times(z, PerNumber(graph, along, x)));
        g.Accumulate(x, graph.Times(centred, graph.Over(affine ? node.Inputs[1] : graph.Constant(1f), Deviation(graph, x))));
    }

    public override Value? Decompose(GraphBuilder graph, IReadOnlyList<Value> inputs)
    {
        // One division for a channel instead of one for each number.
        Value z = graph.Times(Centred(graph, inputs[0]), graph.Over(graph.Constant(1f), Deviation(graph, inputs[0])));
        return inputs.Count == 1 ? z : graph.Plus(graph.Times(z, inputs[1]), inputs[2]);
    }

    public override string Describe() => $"{Name} {Literals.Float(Epsilon)}";

    /// <summary>[batch, …, channels] → [channels].</summary>
    public static Value Mean(GraphBuilder graph, Value x) => PerNumber(graph, Sum(graph, x), x);

    public static Value Variance(GraphBuilder graph, Value x)
    {
        TensorType type = graph.TypeOf(x);
        if (type.PerSample == type.Last)
        {
            Value centred = Centred(graph, x);
            return Mean(graph, graph.Times(centred, centred));
        }

        return PerNumber(graph, SumOfSamples(graph, graph.Add(new MiddleSquares(), Rows(graph, x), Mean(graph, x))), x);
    }

    /// <summary>Σ a·b for each channel.</summary>
    private static Value SumOfProducts(GraphBuilder graph, Value a, Value b)
    {
        TensorType type = graph.TypeOf(a);
        return type.PerSample == type.Last ? Sum(graph, graph.Times(a, b)) : SumOfSamples(graph, graph.Add(new MiddleProducts(), Rows(graph, a), Rows(graph, b)));
    }

    /// <summary>[batch, places, channels].</summary>
    private static Value Rows(GraphBuilder graph, Value x)
    {
        TensorType type = graph.TypeOf(x);
        return graph.Add(new Reshape(EquatableArray.Of(TensorType.Batch, type.PerSample / type.Last, type.Last)), x);
    }

    /// <summary>[batch, 1, channels] → [channels].</summary>
    private static Value SumOfSamples(GraphBuilder graph, Value sums)
        => graph.Add(new SumLeading(1), graph.Add(new Reshape(EquatableArray.Of(TensorType.Batch, graph.TypeOf(sums).Last)), sums));

    private static Value Sum(GraphBuilder graph, Value x) => graph.Add(new SumLeading(graph.TypeOf(x).Rank - 1), x);

    /// <summary>A channel's sum over its numbers in x.</summary>
    private static Value PerNumber(GraphBuilder graph, Value sum, Value x)
    {
        TensorType type = graph.TypeOf(x);
        return graph.Times(graph.Times(sum, 1f / (type.PerSample / type.Last)), graph.Add(new InverseBatch()));
    }

    private static Value Centred(GraphBuilder graph, Value x) => graph.Minus(x, Mean(graph, x));

    private Value Deviation(GraphBuilder graph, Value x) => graph.Add(new Sqrt(), graph.Plus(Variance(graph, x), graph.Constant(Epsilon)));
}
