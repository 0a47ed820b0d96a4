using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Model;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>
/// Dimensions in another order; the batch stays first. Where only batched products read it, it is a view: they take any strides. Otherwise the
/// numbers are moved.
/// </summary>
/// <param name="Order">For each dimension of the result, which one of the input it is.</param>
internal sealed record Permute(EquatableArray<int> Order) : Op
{
    public override string Name => "permute";

    public override TensorType Infer(IReadOnlyList<TensorType> inputs)
    {
        if (!Order.OrderBy(d => d).SequenceEqual(Enumerable.Range(0, inputs[0].Rank))) throw new ShapeException($"{Name}: {Order} is no order of the dimensions of {inputs[0].ShapeText}");
        if (inputs[0].IsBatched && inputs[0].Dims[Order[0]] != TensorType.Batch) throw new ShapeException($"{Name}: the batch of {inputs[0].ShapeText} must stay first");
        TensorType input = inputs[0];
        return input.With([.. Order.Select(d => input.Dims[d])]);
    }

    public override Value? Simplify(GraphBuilder graph, IReadOnlyList<Value> inputs)
    {
        if (Order.SequenceEqual(Enumerable.Range(0, Order.Count))) return inputs[0];
        TensorType type = graph.TypeOf(inputs[0]);
        int[] moved = [.. Order.Where(d => type.Dims[d] != 1)];
        if (moved.SequenceEqual(moved.OrderBy(d => d))) return graph.Add(new Reshape(Order.Select(d => type.Dims[d]).ToEquatableArray()), inputs[0]);
        if (graph[inputs[0]].Op is not Permute before) return null;
        return graph.Add(new Permute(Order.Select(d => before.Order[d]).ToEquatableArray()), graph[inputs[0]].Inputs[0]);
    }

    public override void Differentiate(GradientBuilder g, Node node, Value dy)
    {
        var back = new int[Order.Count];
        for (int i = 0; i < back.Length; i++) back[Order[i]] = i;
        g.Accumulate(node.Inputs[0], g.Graph.Add(new Permute(EquatableArray.Of(back)), dy));
    }

    public override string Describe() => $"permute {Order}";
}
