using NeuralNet.Gen.Generator.Graph;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>
/// <see cref="ScatterAdd"/> into a table that whoever calls has zeroed where it must: rows that are not named are not written. Inputs are pairs of rows [batch, …, width] and numbers [batch, …], one for each time that the table is looked up;
/// all of a sample's rows, pair by pair, before the next sample's, so that the order of a sum does not depend on where a batch is cut.
/// </summary>
internal sealed record SparseScatterAdd(int Rows) : Op
{
    public override string Name => "sparse_scatter_add";

    public override TensorType Infer(IReadOnlyList<TensorType> inputs) => TensorType.Float(Rows, inputs[0].Last);

    public override Kernels.Kernel MakeKernel(IReadOnlyList<TensorType> inputs, TensorType result)
        => new Kernels.SparseScatterAddKernel(new Model.EquatableArray<int>(inputs.Where((_, i) => i % 2 == 1).Select(numbers => numbers.PerSample)), Rows, result.Last);

    public override string Describe() => $"{Name} {Emission.Literals.Int(Rows)}";

    /// <summary>Adds one lookup's share to a table's gradient.</summary>
    public static void Accumulate(GradientBuilder g, Value table, Value rows, Value numbers)
    {
        if (!g.IsWanted(table)) return;
        var op = new SparseScatterAdd(g.Graph.TypeOf(table).Dims[0]);
        if (g.GradientOf(table) is not { } sofar)
        {
            g.Accumulate(table, g.Graph.Add(op, rows, numbers));
            return;
        }

        if (g.Graph[sofar] is not { Op: SparseScatterAdd } scatter) throw new InvalidOperationException("a table with a sparse gradient is used for more than lookups");
        g.Replace(table, g.Graph.Add(op, [.. scatter.Inputs, rows, numbers]));
    }
}
