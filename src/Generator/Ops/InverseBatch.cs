using NeuralNet.Gen.Generator.Emission;
using NeuralNet.Gen.Generator.Graph;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>1/batch, the factor that turns a sum over samples into their mean.</summary>
internal sealed record InverseBatch : ElementwiseOp
{
    public override string Name => "inverse_batch";

    public override bool IsRepeated => true;

    public override TensorType Infer(IReadOnlyList<TensorType> inputs) => TensorType.Scalar;

    public override void Differentiate(GradientBuilder g, Node node, Value dy)
    {
        // Does not depend on any parameter.
    }

    public override string Emit(SimdForm form, IReadOnlyList<string> args) => form.Broadcast("(1f / batch)");
}
