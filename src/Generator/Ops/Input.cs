using NeuralNet.Gen.Generator.Graph;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>An input of the network or a target of its loss, as the caller hands it over.</summary>
/// <param name="Index">Its place among inputs and targets.</param>
/// <param name="Label">The name that messages use.</param>
/// <param name="Type">With the batch first.</param>
internal sealed record Input(int Index, string Label, TensorType Type) : Op
{
    public override string Name => "input";

    public override TensorType Infer(IReadOnlyList<TensorType> inputs) => Type;

    public override void Differentiate(GradientBuilder g, Node node, Value dy)
    {
        // Data is not trained.
    }

    public override string Describe() => "input " + Label;
}
