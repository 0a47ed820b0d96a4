using System.Text;
using NeuralNet.Gen.Generator.Emission;
using NeuralNet.Gen.Generator.Model;

namespace NeuralNet.Gen.Generator.Kernels;

/// <summary>A dimension of the result that is not its columns: elements between neighbours in a and in c.</summary>
internal sealed record RowLoop(int Extent, int A, int C);

/// <summary>A dimension that is summed over: elements between neighbours in a and in b.</summary>
internal sealed record SumLoop(int Extent, int A, int B)
{
    /// <summary>Which terms there are; null where all are.</summary>
    public SumCut? Cut { get; init; }
}

/// <summary>
/// c(rows, n) = Σ a(rows, sums)·b(sums, n), read where the numbers lie: every form of convolution without copying windows. Columns of b and c are neighbours.
/// </summary>
/// <param name="IsElementwise">a has the columns too: channels do not meet (a depthwise convolution).</param>
/// <param name="Groups">How often the whole repeats, <paramref name="GroupA"/>, … elements further.</param>
internal sealed record ContractionNest(
    EquatableArray<RowLoop> Rows, EquatableArray<SumLoop> Sums, int Columns, int OffsetA, int OffsetC, bool IsElementwise, int Groups, int GroupA, int GroupB, int GroupC)
{
    /// <summary>Where b begins.</summary>
    public int OffsetB { get; init; }

    /// <summary>The places of sums that some rows do not have whole.</summary>
    public IEnumerable<int> CutSums => Enumerable.Range(0, Sums.Count).Where(s => Sums[s].Cut is { } cut && cut.Cuts(Rows[cut.Row].Extent, Sums[s].Extent));

    /// <summary>Joins neighbouring dimensions that lie behind each other, and drops those of extent 1. Beside a sum that is cut, rows stay as they are, as cuts name them by their places.</summary>
    public ContractionNest Merged()
    {
        var cuts = new HashSet<int>(CutSums);
        List<RowLoop> rows = cuts.Count > 0 ? [.. Rows] : [.. Rows.Where(r => r.Extent != 1)];
        for (int i = rows.Count - 1; i > 0 && cuts.Count == 0; i--)
        {
            if (rows[i - 1].A != rows[i].A * rows[i].Extent || rows[i - 1].C != rows[i].C * rows[i].Extent) continue;
            rows[i - 1] = rows[i] with { Extent = rows[i].Extent * rows[i - 1].Extent };
            rows.RemoveAt(i);
        }

        var sums = Sums.Select((s, i) => cuts.Contains(i) ? s : s with { Cut = null }).Where(s => s.Cut is not null || s.Extent != 1).ToList();
        for (int i = sums.Count - 1; i > 0; i--)
        {
            if (sums[i - 1].Cut is not null || sums[i].Cut is not null || sums[i - 1].A != sums[i].A * sums[i].Extent || sums[i - 1].B != sums[i].B * sums[i].Extent) continue;
            sums[i - 1] = sums[i] with { Extent = sums[i].Extent * sums[i - 1].Extent };
            sums.RemoveAt(i);
        }

        if (rows.Count == 0) rows.Add(new RowLoop(1, 0, 0));
        if (sums.Count == 0) sums.Add(new SumLoop(1, 0, 0));
        return this with { Rows = rows.ToEquatableArray(), Sums = sums.ToEquatableArray() };
    }

    /// <summary>
    /// The rows of the last dimension in up to three parts, where some sums are cut there: those in the middle, which have all terms, and those before and behind. Each element stays the chain that it is.
    /// </summary>
    public IEnumerable<ContractionNest> ByEdges()
    {
        int last = Rows.Count - 1, extent = Rows[last].Extent;
        SumLoop[] cut = [.. CutSums.Select(s => Sums[s]).Where(s => s.Cut!.Row == last)];
        int[] whole = [.. Enumerable.Range(0, extent).Where(row => cut.All(s => Enumerable.Range(0, s.Extent).All(term => s.Cut!.Has(row, term))))];
        if (cut.Length == 0 || whole.Length < 2) return [this];
        int from = whole[0], to = whole[whole.Length - 1] + 1;
        return new[] { (Start: 0, End: from), (Start: from, End: to), (Start: to, End: extent) }.Where(p => p.End > p.Start).Select(p => Part(p.Start, p.End));
    }

    private ContractionNest Part(int from, int to)
    {
        int last = Rows.Count - 1;
        RowLoop along = Rows[last];
        return this with
        {
            Rows = Rows.Take(last).Append(along with { Extent = to - from }).ToEquatableArray(),
            Sums = Sums.Select(s => s.Cut is { } cut && cut.Row == last ? s with { Cut = cut with { Shift = cut.Shift + (from * cut.RowStep) } } : s).ToEquatableArray(),
            OffsetA = OffsetA + (from * along.A),
            OffsetC = OffsetC + (from * along.C),
        };
    }

    public long Cost => Rows.Aggregate(1L, (all, r) => all * r.Extent) * Sums.Aggregate(1L, (all, s) => all * s.Extent) * Columns * Groups;

    /// <summary>Six hexadecimal digits of the geometry, stable between builds and machines.</summary>
    public static string Fingerprint(IEnumerable<ContractionNest> nests, string rest)
    {
        var text = new StringBuilder();
        foreach (ContractionNest nest in nests) text.Append(nest).Append(';');
        text.Append(rest);
        uint hash = 2166136261;
        foreach (char c in text.ToString()) hash = unchecked((hash ^ c) * 16777619);
        return ((hash >> 24) ^ (hash & 0xFFFFFF)).ToString("x6", System.Globalization.CultureInfo.InvariantCulture);
    }

    public override string ToString()
        => $"{string.Join(" ", Sums.Where(s => s.Cut is not null).Select(s => s.Cut))}{string.Join(" ", Rows.Select(r => $"{r.Extent}:{r.A}:{r.C}"))}|{string.Join(" ", Sums.Select(s => $"{s.Extent}:{s.A}:{s.B}"))}|{Columns} {OffsetA} {OffsetB} {OffsetC} {IsElementwise} {Groups} {GroupA} {GroupB} {GroupC}";
}

/// <summary>Convolutions and their gradients: one nest of loops, or one for each phase of a strided gradient. Each element is one chain of fused multiply-adds in ascending order.</summary>
/// <param name="Name">What it is, for the method's name.</param>
/// <param name="SampleA">Elements of a for a sample.</param>
/// <param name="SampleB">Elements of b for a sample where the batch is summed over; otherwise 0: b is shared.</param>
/// <param name="SampleC">Elements of c for a sample; 0 where the batch is summed over.</param>
/// <param name="IsSparse">Some of c is reached by no nest and is set to zero.</param>
/// <param name="Epilogue">Operand 0 is the sum; null to store it as it is. Only with one nest and samples in c.</param>
internal sealed record ContractionKernel(
    string Name, EquatableArray<ContractionNest> Nests, int SampleA, int SampleB, int SampleC, bool IsSparse, LaneProgram? Epilogue) : Kernel
{
    /// <summary>Parts of the result that threads share where the batch is summed over.</summary>
    public const int Parts = 64;

    public override LaneProgram? SharedEpilogue => Epilogue;

    public override string MethodName => $"{Name}_{Fingerprint}{(Epilogue is null ? "" : "_" + Epilogue.Signature)}";

    public bool SumsBatch => SampleC == 0;

    public override Split Split => SumsBatch ? Split.Outputs : Split.Samples;

    public override int OutputParts => Parts;

    public override long Cost => Nests.Sum(n => n.Cost);

    public bool NeedsBatch => SumsBatch || Epilogue?.NeedsBatch == true;

    /// <summary>The first factor is broadcast number by number, unless channels do not meet.</summary>
    public override bool ReadsScalars(int index) => index == 0 && !Nests[0].IsElementwise;

    public override string Call(CallSite site) => $"{MethodName}({site.Arguments(site.From, site.To)}{(NeedsBatch ? ", " + site.Batch : "")});";

    public override void Emit(CodeWriter writer) => ContractionEmitter.Emit(writer, this);

    private string Fingerprint => ContractionNest.Fingerprint(Nests, $"{Literals.Int(SampleA)} {Literals.Int(SampleB)} {Literals.Int(SampleC)}{IsSparse}");
}
