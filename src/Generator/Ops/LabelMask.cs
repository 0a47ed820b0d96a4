using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Model;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>Labels [batch, …] → mask [batch, …, classes]: set where the column is the row's label. Kept in registers.</summary>
internal sealed record LabelMask(int Classes) : Op
{
    public override bool PassesGradient => false;

    public override string Name => "label_mask";

    public override bool IsRepeated => true;

    public override TensorType Infer(IReadOnlyList<TensorType> inputs)
    {
        if (inputs[0].Element != ElementKind.Int32) throw new ShapeException($"{Name}: labels are {inputs[0]}, not integers");
        return new TensorType(ElementKind.Mask, new EquatableArray<int>([.. inputs[0].Dims, Classes]));
    }

    public override string Describe() => $"label_mask {Classes}";
}
