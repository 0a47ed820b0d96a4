using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Model;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>Labels [batch] → mask [batch, classes]: set where the column is the sample's label. Kept in registers.</summary>
internal sealed record LabelMask(int Classes) : Op
{
    public override string Name => "label_mask";

    public override bool IsRepeated => true;

    public override TensorType Infer(IReadOnlyList<TensorType> inputs)
    {
        if (inputs[0].Element != ElementKind.Int32 || inputs[0].Rank != 1) throw new ShapeException($"{Name}: labels are {inputs[0]}, not one integer per sample");
        return new TensorType(ElementKind.Mask, EquatableArray.Of(inputs[0].Dims[0], Classes));
    }

    public override string Describe() => $"label_mask {Classes}";
}
