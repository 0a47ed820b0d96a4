using NeuralNet.Gen.Generator.Graph;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>The first <paramref name="Lead"/> dimensions go behind the others: a matrix of rows and columns is turned, moved in memory.</summary>
internal sealed record Transpose(int Lead) : Op
{
    public override string Name => "transpose";

    public override TensorType Infer(IReadOnlyList<TensorType> inputs)
    {
        if (Lead < 1 || Lead >= inputs[0].Rank) throw new ShapeException($"{Name}: {inputs[0].ShapeText} does not come apart after {Lead} dimensions");
        return inputs[0].With([.. inputs[0].Dims.Skip(Lead), .. inputs[0].Dims.Take(Lead)]);
    }

    public override Value? Simplify(GraphBuilder graph, IReadOnlyList<Value> inputs)
        => graph[inputs[0]].Op is Transpose before && before.Lead + Lead == graph.TypeOf(inputs[0]).Rank ? graph[inputs[0]].Inputs[0] : null;

    public override void Differentiate(GradientBuilder g, Node node, Value dy) => g.Accumulate(node.Inputs[0], g.Graph.Add(new Transpose(node.Type.Rank - Lead), dy));

    public override string Describe() => $"transpose {Lead}";
}
