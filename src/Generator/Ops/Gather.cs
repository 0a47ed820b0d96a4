using NeuralNet.Gen.Generator.Graph;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>Rows of a table [rows, width] by number: numbers [batch, …] → [batch, …, width]. The table's gradient is a <see cref="ScatterAdd"/>, or a <see cref="SparseScatterAdd"/>.</summary>
/// <param name="IsSparse">Whether the gradient is written at the rows of a batch alone.</param>
internal sealed record Gather(bool IsSparse = false) : Op
{
    public override string Name => "gather";

    public override TensorType Infer(IReadOnlyList<TensorType> inputs)
    {
        if (inputs[0].Rank != 2 || inputs[1].Element != ElementKind.Int32) throw new ShapeException($"{Name}: {inputs[0]} and {inputs[1]} are not a table and row numbers");
        return TensorType.Float([.. inputs[1].Dims, inputs[0].Dims[1]]);
    }

    public override Kernels.Kernel MakeKernel(IReadOnlyList<TensorType> inputs, TensorType result) => new Kernels.GatherKernel(inputs[1].PerSample, result.Last);

    public override string Describe() => IsSparse ? "gather sparse" : Name;

    public override void Differentiate(GradientBuilder g, Node node, Value dy)
    {
        Value table = node.Inputs[0];
        if (IsSparse) SparseScatterAdd.Accumulate(g, table, dy, node.Inputs[1]);
        else if (g.IsWanted(table)) g.Accumulate(table, g.Graph.Add(new ScatterAdd(g.Graph.TypeOf(table).Dims[0]), dy, node.Inputs[1]));
    }
}
