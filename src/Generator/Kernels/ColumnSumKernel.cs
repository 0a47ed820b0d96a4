using NeuralNet.Gen.Generator.Emission;

namespace NeuralNet.Gen.Generator.Kernels;

/// <summary>[rows, columns] → [columns]: for each column one chain of additions in ascending order of the rows; where a sample has several rows, their sums are
/// added sample by sample. The gradient of a bias.</summary>
internal sealed record ColumnSumKernel(Extent Rows, int Columns) : RuntimeKernel
{
    /// <summary>Numbers of a sample that are too few to share: one worker adds them, and goes on with what follows from them without a barrier.</summary>
    private const int FewColumns = 2048;

    /// <summary>Whether it can be told to go on from the sums that are stored already.</summary>
    public bool Resumes { get; init; }

    public override Kernel? Resuming => Rows.IsBatched ? this with { Resumes = true } : null;

    public override string MethodName => "ColumnSum.Run";

    public override Split Split => Rows.IsBatched && Rows.Count == 1 && Columns <= FewColumns ? Split.Once : Split.Outputs;

    public override int OutputParts => Columns;

    public override int OutputGranularity => SimdForm.LogicalLanes;

    public override long Cost => Columns;

    public override string Call(CallSite site)
    {
        (string from, string to) = Split == Split.Once ? ("0", Literals.Int(Columns)) : (site.From, site.To);
        (string rows, string samples) = Rows.IsBatched ? (Literals.Int(Rows.Count), site.Samples) : ("1", Literals.Int(Rows.Count));
        return $"{MethodName}({site.Arguments(from, to, Literals.Int(Columns), rows, samples)}{(Resumes ? ", " + site.Resumes : "")});";
    }
}
