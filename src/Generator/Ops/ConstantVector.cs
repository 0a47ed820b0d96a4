using NeuralNet.Gen.Generator.Emission;
using NeuralNet.Gen.Generator.Graph;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>Given numbers [length]: class weights, say. Written to memory once a call.</summary>
internal sealed record ConstantVector(Model.EquatableArray<float> Numbers) : Op
{
    public override string Name => "vector";

    public override TensorType Infer(IReadOnlyList<TensorType> inputs) => TensorType.Float(Numbers.Count);

    public override Kernels.Kernel MakeKernel(IReadOnlyList<TensorType> inputs, TensorType result) => new Kernels.VectorKernel(Numbers);

    public override void Differentiate(GradientBuilder g, Node node, Value dy)
    {
        // Nothing to hand on.
    }

    public override string Describe() => $"vector {string.Join(" ", Numbers.Select(n => Literals.Float(n)))}";
}
