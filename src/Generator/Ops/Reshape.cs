using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Model;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>The same elements in the same order under another shape. Free: an alias of its input.</summary>
internal sealed record Reshape(EquatableArray<int> Dims) : Op
{
    public override string Name => "reshape";

    public override TensorType Infer(IReadOnlyList<TensorType> inputs)
    {
        TensorType wanted = inputs[0] with { Dims = Dims };
        if (wanted.PerSample != inputs[0].PerSample || wanted.IsBatched != inputs[0].IsBatched)
            throw new ShapeException($"{Name}: {inputs[0].ShapeText} holds {inputs[0].PerSample} elements, {wanted.ShapeText} {wanted.PerSample}");
        return wanted;
    }

    public override Value? Simplify(GraphBuilder graph, IReadOnlyList<Value> inputs)
    {
        Node source = graph[inputs[0]];
        if (source.Type.Dims.Equals(Dims)) return inputs[0];
        if (source.Op is Expand && graph[source.Inputs[0]].Type is { IsBatched: false, PerSample: 1 } one && one.Rank <= Dims.Count) return graph.Add(new Expand(Dims), source.Inputs[0]);
        return source.Op is Reshape ? graph.Add(this, source.Inputs[0]) : null;
    }

    public override void Differentiate(GradientBuilder g, Node node, Value dy)
        => g.Accumulate(node.Inputs[0], g.Graph.Add(new Reshape(g.Graph.TypeOf(node.Inputs[0]).Dims), dy));
}
