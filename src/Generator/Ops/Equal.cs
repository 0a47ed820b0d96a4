using NeuralNet.Gen.Generator.Emission;
using NeuralNet.Gen.Generator.Graph;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>Whether a = b, element by element; false where either is NaN. A mask, kept in registers.</summary>
internal sealed record Equal : ElementwiseOp
{
    public override bool PassesGradient => false;

    public override string Name => "equal";

    public override bool IsRepeated => true;

    public override TensorType Infer(IReadOnlyList<TensorType> inputs) => base.Infer(inputs).As(ElementKind.Mask);

    public override void Differentiate(GradientBuilder g, Node node, Value dy)
    {
        // A step function: its derivative is zero wherever it exists.
    }

    public override string Emit(SimdForm form, IReadOnlyList<string> args) => form.Equal(args[0], args[1]);
}
