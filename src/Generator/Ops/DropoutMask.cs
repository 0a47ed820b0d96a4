using NeuralNet.Gen.Generator.Emission;
using NeuralNet.Gen.Generator.Graph;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>Random factors 0 or 1/(1 − p), drawn by counter from the seed, the layer, the step and the element's place in the batch.</summary>
internal sealed record DropoutMask(float Probability, uint Purpose, TensorType Type) : Op
{
    public override string Name => "dropout_mask";

    public override TensorType Infer(IReadOnlyList<TensorType> inputs) => Type;

    public override Kernels.Kernel MakeKernel(IReadOnlyList<TensorType> inputs, TensorType result) => new Kernels.DropoutMaskKernel(Probability, Purpose, result.PerSample);

    public override void Differentiate(GradientBuilder g, Node node, Value dy)
    {
        // Random numbers are not trained.
    }

    public override string Describe() => $"dropout_mask {Literals.Float(Probability)}";
}
