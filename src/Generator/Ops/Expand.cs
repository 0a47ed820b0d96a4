using NeuralNet.Gen.Generator.Emission;
using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Model;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>Stretches extents of 1, and missing leading ones, to the given shape. Free: kernels read the short form.</summary>
internal sealed record Expand(EquatableArray<int> Dims) : ElementwiseOp
{
    public override string Name => "expand";

    public override bool IsRepeated => true;

    public override TensorType Infer(IReadOnlyList<TensorType> inputs)
    {
        TensorType wanted = inputs[0] with { Dims = Dims };
        if (TensorType.Broadcast(Name, [inputs[0], wanted]) != wanted) throw new ShapeException($"{Name}: {inputs[0].ShapeText} does not stretch to {wanted.ShapeText}");
        return wanted;
    }

    public override Value? Simplify(GraphBuilder graph, IReadOnlyList<Value> inputs)
    {
        Node source = graph[inputs[0]];
        if (source.Type.Dims.Equals(Dims)) return inputs[0];
        if (source.Op is Expand) return graph.Add(this, source.Inputs[0]);
        bool isOne = source.Type.PerSample == 1 && !source.Type.IsBatched;
        return isOne && source.Op is Reshape && graph.TypeOf(source.Inputs[0]).Rank <= Dims.Count ? graph.Add(this, source.Inputs[0]) : null;
    }

    public override void Differentiate(GradientBuilder g, Node node, Value dy) => g.Accumulate(node.Inputs[0], dy);

    public override string Emit(SimdForm form, IReadOnlyList<string> args) => args[0];
}
