using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Model;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>A mask [time, time]: set where the column is not after the row. Never stored: kernels compare the two places.</summary>
internal sealed record CausalMask(int Time) : Op
{
    public override string Name => "causal_mask";

    public override bool IsRepeated => true;

    public override TensorType Infer(IReadOnlyList<TensorType> inputs) => new(ElementKind.Mask, EquatableArray.Of(Time, Time));

    public override void Differentiate(GradientBuilder g, Node node, Value dy)
    {
        // Places are not trained.
    }

    public override string Describe() => $"causal_mask {Emission.Literals.Int(Time)}";
}
