using NeuralNet.Gen.Generator.Graph;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>Numbers that belong to a network and are saved with it but are not trained: running statistics. Training computes their next values.</summary>
/// <param name="Index">Its place among the network's states.</param>
/// <param name="Path">Its name.</param>
/// <param name="Type">Its shape in memory.</param>
internal sealed record State(int Index, string Path, TensorType Type) : Op
{
    public override string Name => "state";

    public override TensorType Infer(IReadOnlyList<TensorType> inputs) => Type;

    public override void Differentiate(GradientBuilder g, Node node, Value dy)
    {
        // Not trained.
    }

    public override string Describe() => "state " + Path;
}
