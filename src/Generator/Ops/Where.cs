using NeuralNet.Gen.Generator.Emission;
using NeuralNet.Gen.Generator.Graph;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>mask ? a : b, element by element. da = mask ? dy : 0, db = mask ? 0 : dy.</summary>
internal sealed record Where : ElementwiseOp
{
    public override string Name => "where";

    public override TensorType Infer(IReadOnlyList<TensorType> inputs)
    {
        if (inputs[0].Element != ElementKind.Mask) throw new ShapeException($"{Name}: the condition is {inputs[0]}, not a mask");
        return TensorType.Broadcast(Name, [inputs[1], inputs[2], inputs[0].As(ElementKind.Float32)]);
    }

    public override void Differentiate(GradientBuilder g, Node node, Value dy)
    {
        Value zero = g.Graph.Constant(0f);
        if (g.IsWanted(node.Inputs[1])) g.Accumulate(node.Inputs[1], g.Graph.Add(this, node.Inputs[0], dy, zero));
        if (g.IsWanted(node.Inputs[2])) g.Accumulate(node.Inputs[2], g.Graph.Add(this, node.Inputs[0], zero, dy));
    }

    public override string Emit(SimdForm form, IReadOnlyList<string> args) => form.Select(args[0], args[1], args[2]);
}
