using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Model;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>The sum over the first dimensions, [lead…, rest…] → [rest…]: for each place one chain in ascending order. The gradient of what was broadcast.</summary>
internal sealed record SumLeading(int Count) : Op
{
    public override string Name => "sum_leading";

    public override TensorType Infer(IReadOnlyList<TensorType> inputs)
        => Count > 0 && Count < inputs[0].Rank ? inputs[0].With([.. inputs[0].Dims.Skip(Count)]) : throw new ShapeException($"{Name}: {inputs[0].ShapeText} has no {Count} leading dimensions");

    public override void Differentiate(GradientBuilder g, Node node, Value dy) => g.Accumulate(node.Inputs[0], g.Graph.Add(new Expand(g.Graph.TypeOf(node.Inputs[0]).Dims), dy));

    /// <summary>Samples of several rows are summed each for itself, while they are at hand; then their sums are added. The same chains, in two kernels.</summary>
    public override Value? Decompose(GraphBuilder graph, IReadOnlyList<Value> inputs)
    {
        TensorType x = graph.TypeOf(inputs[0]);
        int columns = Infer([x]).PerSample, rows = x.PerSample / columns;
        if (x.Rank == 0 || x.Dims[0] != TensorType.Batch || rows == 1 || columns == 1) return null;
        Value sums = graph.Add(new Reduce(ReduceKind.Sum, 1), graph.Add(new Reshape(EquatableArray.Of(TensorType.Batch, rows, columns)), inputs[0]));
        Value all = graph.Add(new SumLeading(1), graph.Add(new Reshape(EquatableArray.Of(TensorType.Batch, columns)), sums));
        return graph.Add(new Reshape(Infer([x]).Dims), all);
    }

    public override string Describe() => $"sum_leading {Count}";
}
