using NeuralNet.Gen.Generator.Emission;
using NeuralNet.Gen.Generator.Graph;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>a · b, element by element. da = dy·b, db = dy·a.</summary>
internal sealed record Mul : ElementwiseOp
{
    public override string Name => "mul";

    public override Value? Simplify(GraphBuilder graph, IReadOnlyList<Value> inputs)
    {
        for (int i = 0; i < 2; i++)
        {
            TensorType other = graph.TypeOf(inputs[1 - i]);
            if (graph.IsConstant(inputs[i], 1f) && TensorType.Broadcast(Name, [graph.TypeOf(inputs[i]), other]) == other) return inputs[1 - i];
        }

        return null;
    }

    public override void Differentiate(GradientBuilder g, Node node, Value dy)
    {
        if (g.IsWanted(node.Inputs[0])) g.Accumulate(node.Inputs[0], g.Graph.Times(dy, node.Inputs[1]));
        if (g.IsWanted(node.Inputs[1])) g.Accumulate(node.Inputs[1], g.Graph.Times(dy, node.Inputs[0]));
    }

    public override string Emit(SimdForm form, IReadOnlyList<string> args) => $"{args[0]} * {args[1]}";
}
