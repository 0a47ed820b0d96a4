using NeuralNet.Gen.Generator.Emission;

namespace NeuralNet.Gen.Generator.Kernels;

/// <summary>
/// A lane program over rows and columns: anything element-wise, with reductions along the rows in between. Reductions run over 16 logical
/// lanes and a fixed tree.
/// </summary>
internal sealed record RowKernel(Extent Rows, int Columns, LaneProgram Program) : Kernel
{
    /// <summary>Stores nothing past the last number; a flat kernel otherwise stores whole registers, for which buffers with a batch have room.</summary>
    public bool IsExact { get; init; }

    public override string MethodName => $"{Program.Signature}{(Rows.IsBatched ? IsExact ? "_Exact" : "_B" : IsShort ? "_Short" : IsFew ? "_Few" : "")}{(IsFlat ? "" : IsAnyWidth ? "_Wide" : "x" + Literals.Int(Columns))}";

    /// <summary>Rows are passed as a range; of a flat kernel all numbers are.</summary>
    public override Kernel Shared => this with { Rows = new Extent(1, Rows.IsBatched), Columns = IsAnyWidth ? 128 : !IsFlat ? Columns : IsShort ? 1 : IsFew ? SimdForm.LogicalLanes : FewNumbers };

    /// <summary>Wide rows of whole registers without reductions: the width is passed, so layers of other widths share the method.</summary>
    public bool IsAnyWidth => Columns > 64 && Columns % SimdForm.LogicalLanes == 0 && !IsFlat && !Program.HasReductions && !Program.HasPlaces;

    private const int FewNumbers = 4096;

    /// <summary>So few numbers without a batch, such as one for each channel, that one register width is enough.</summary>
    public bool IsFew => IsFlat && !Rows.IsBatched && Rows.Count * (long)Columns < FewNumbers;

    /// <summary>Fewer numbers than the smallest register holds.</summary>
    public bool IsShort => IsFlat && !Rows.IsBatched && Rows.Count * (long)Columns < SimdForm.V128.Lanes;

    public override Split Split => Rows.IsBatched ? Split.Samples : Rows.Count * (long)Columns <= 256 ? Split.Once : Split.Outputs;

    public override int OutputParts => Rows.Count;

    public override long Cost => Program.Statements.Sum(s => s.Op is Ops.ElementwiseOp { IsCheap: true } ? 1L : 16L) * Rows.Count * Columns;

    /// <summary>No row needs another column than its own and nothing repeats by rows or columns: they are one line of numbers.</summary>
    public bool IsFlat => !Program.HasPlaces && Program.Operands.All(o => o is OperandShape.Full or OperandShape.Single) && Program.Statements.All(s => s.Op is not Ops.Reduce && s.Rank != StatementRank.PerRow);

    public override string Call(CallSite site)
    {
        long perRow = IsFlat ? Columns : 1;
        string range = Split switch
        {
            Split.Samples => $"{CallSite.Times(site.From, Rows.Count * perRow)}, {CallSite.Times(site.To, Rows.Count * perRow)}",
            Split.Once => $"0, {Literals.Int(Rows.Count * perRow)}",
            _ => $"{CallSite.Times(site.From, perRow)}, {CallSite.Times(site.To, perRow)}",
        };
        return $"{MethodName}({site.Arguments(range)}{(Program.NeedsBatch ? ", " + site.Batch : "")}{(IsAnyWidth ? ", " + Literals.Int(Columns) : "")});";
    }

    public override bool ReadsScalars(int index) => Program.Operands[index] is OperandShape.Label or OperandShape.PerRow or OperandShape.StridedOne or OperandShape.Single;

    public override void Emit(CodeWriter writer) => RowEmitter.Emit(writer, this);
}
