using NeuralNet.Gen.Generator.Emission;

namespace NeuralNet.Gen.Generator.Kernels;

/// <summary>
/// A lane program over rows and columns: anything element-wise, with reductions along the rows in between. Reductions run over 16 logical
/// lanes and a fixed tree.
/// </summary>
internal sealed record RowKernel(Extent Rows, int Columns, LaneProgram Program) : Kernel
{
    public override string MethodName => $"{Program.Signature}_{(Rows.IsBatched ? "B" + (Rows.Count == 1 ? "" : Literals.Int(Rows.Count)) : Literals.Int(Rows.Count))}x{Literals.Int(Columns)}";

    public override Split Split => Rows.IsBatched ? Split.Samples : Rows.Count * (long)Columns <= 256 ? Split.Once : Split.Outputs;

    public override int OutputParts => Rows.Count;

    public override long Cost => Program.Statements.Sum(s => s.Op is Ops.ElementwiseOp { IsCheap: true } ? 1L : 16L) * Rows.Count * Columns;

    /// <summary>No row needs another column than its own and nothing repeats by rows or columns: they are one line of numbers.</summary>
    public bool IsFlat => !Program.HasPlaces && Program.Operands.All(o => o is OperandShape.Full or OperandShape.Single) && Program.Statements.All(s => s.Op is not Ops.Reduce && s.Rank != StatementRank.PerRow);

    public override string Call(CallSite site)
    {
        string scale = Rows.Count == 1 ? "" : " * " + Literals.Int(Rows.Count);
        string range = Split switch
        {
            Split.Samples => $"{site.From}{scale}, {site.To}{scale}",
            Split.Once => $"0, {Literals.Int(Rows.Count)}",
            _ => $"{site.From}, {site.To}",
        };
        return $"{MethodName}({site.Arguments(range)}{(Program.NeedsBatch ? ", " + site.Batch : "")});";
    }

    public override bool ReadsScalars(int index) => Program.Operands[index] is OperandShape.Label or OperandShape.PerRow or OperandShape.StridedOne or OperandShape.Single;

    public override void Emit(CodeWriter writer) => RowEmitter.Emit(writer, this);
}
