using NeuralNet.Gen.Generator.Graph;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>A trained tensor, as it lies in the parameter vector.</summary>
/// <param name="Index">Its place among the network's parameters.</param>
/// <param name="Path">Its name.</param>
/// <param name="Type">Its shape in memory.</param>
internal sealed record Parameter(int Index, string Path, TensorType Type) : Op
{
    public override string Name => "parameter";

    public override TensorType Infer(IReadOnlyList<TensorType> inputs) => Type;

    public override void Differentiate(GradientBuilder g, Node node, Value dy)
    {
        // A leaf: its gradient is an output of the program.
    }

    public override string Describe() => "parameter " + Path;
}
