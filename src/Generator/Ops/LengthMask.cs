using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Model;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>Lengths [batch, …] → mask [batch, …, columns]: set where the column is below the row's length. Kept in registers.</summary>
internal sealed record LengthMask(int Columns) : Op
{
    public override string Name => "length_mask";

    public override bool IsRepeated => true;

    public override TensorType Infer(IReadOnlyList<TensorType> inputs)
    {
        if (inputs[0].Element != ElementKind.Int32) throw new ShapeException($"{Name}: lengths are {inputs[0]}, not integers");
        return new TensorType(ElementKind.Mask, new EquatableArray<int>([.. inputs[0].Dims, Columns]));
    }

    public override void Differentiate(GradientBuilder g, Node node, Value dy)
    {
        // Lengths are not trained.
    }

    public override string Describe() => $"length_mask {Emission.Literals.Int(Columns)}";
}
