using NeuralNet.Gen.Generator.Graph;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>The sum over the first dimensions, [lead…, rest…] → [rest…]: for each place one chain in ascending order. The gradient of what was broadcast.</summary>
internal sealed record SumLeading(int Count) : Op
{
    public override string Name => "sum_leading";

    public override TensorType Infer(IReadOnlyList<TensorType> inputs)
        => Count > 0 && Count < inputs[0].Rank ? inputs[0].With([.. inputs[0].Dims.Skip(Count)]) : throw new ShapeException($"{Name}: {inputs[0].ShapeText} has no {Count} leading dimensions");

    public override void Differentiate(GradientBuilder g, Node node, Value dy) => g.Accumulate(node.Inputs[0], g.Graph.Add(new Expand(g.Graph.TypeOf(node.Inputs[0]).Dims), dy));

    public override string Describe() => $"sum_leading {Count}";
}
