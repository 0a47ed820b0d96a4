using NeuralNet.Gen.Generator.Emission;
using NeuralNet.Gen.Generator.Graph;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>
/// While training y = x·mask with a fresh <see cref="DropoutMask"/> each step; otherwise y = x. Which of the two is settled when a program
/// is specialised. Srivastava et al., 2014.
/// </summary>
/// <param name="Probability">Of a zero.</param>
/// <param name="PerRow">Whether the last dimension is kept or dropped as a whole (Tompson et al., 2015).</param>
/// <param name="Purpose">Keys this layer's random numbers.</param>
internal sealed record Dropout(float Probability, uint Purpose, bool PerRow = false) : Op
{
    public override string Name => "dropout";

    public override TensorType Infer(IReadOnlyList<TensorType> inputs) => inputs[0];

    public override Value? Simplify(GraphBuilder graph, IReadOnlyList<Value> inputs) => Probability == 0f ? inputs[0] : null;

    public override void Differentiate(GradientBuilder g, Node node, Value dy)
        => throw new InvalidOperationException("dropout is specialised before gradients are taken");

    /// <summary>The type of the mask for an input.</summary>
    public TensorType MaskOf(TensorType type) => PerRow ? type.With([.. type.Dims.Take(type.Rank - 1), 1]) : type;

    public override string Describe() => $"dropout {Literals.Float(Probability)}{(PerRow ? " per row" : "")}";
}
