using NeuralNet.Gen.Generator.Emission;
using NeuralNet.Gen.Generator.Graph;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>1 for positive numbers, −1 for negative ones, otherwise the number itself: 0 stays 0 and NaN stays NaN.</summary>
internal sealed record Sign : ElementwiseOp
{
    public override bool PassesGradient => false;

    public override string Name => "sign";

    public override void Differentiate(GradientBuilder g, Node node, Value dy)
    {
        // A step function: its derivative is zero wherever it exists.
    }

    public override string Emit(SimdForm form, IReadOnlyList<string> args)
    {
        string zero = form.Constant(0f), negative = form.Select(form.Greater(zero, args[0]), form.Constant(-1f), args[0]);
        return form.Select(form.Greater(args[0], zero), form.Constant(1f), form.IsScalar ? $"({negative})" : negative);
    }
}
