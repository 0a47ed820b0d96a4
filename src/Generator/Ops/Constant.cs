using NeuralNet.Gen.Generator.Emission;
using NeuralNet.Gen.Generator.Graph;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>One number.</summary>
internal sealed record Constant(float Value) : ElementwiseOp
{
    public override string Name => "constant";

    public override bool IsRepeated => true;

    public override TensorType Infer(IReadOnlyList<TensorType> inputs) => TensorType.Scalar;

    public override void Differentiate(GradientBuilder g, Node node, Value dy)
    {
        // Nothing to hand on.
    }

    public override string Emit(SimdForm form, IReadOnlyList<string> args) => form.Constant(Value);

    public override string Describe() => Literals.Float(Value);
}
