using NeuralNet.Gen.Generator.Graph;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>Adds rows [batch, …, width] to a table of zeros [rows, width] at the given numbers, in ascending order of the samples.</summary>
internal sealed record ScatterAdd(int Rows) : Op
{
    public override string Name => "scatter_add";

    public override TensorType Infer(IReadOnlyList<TensorType> inputs) => TensorType.Float(Rows, inputs[0].Last);

    public override Kernels.Kernel MakeKernel(IReadOnlyList<TensorType> inputs, TensorType result) => new Kernels.ScatterAddKernel(inputs[1].PerSample, result.Dims[0], result.Last);

    public override string Describe() => $"scatter_add {Emission.Literals.Int(Rows)}";
}
