using NeuralNet.Gen.Generator.Emission;

namespace NeuralNet.Gen.Generator.Kernels;

/// <summary>
/// c[m, n] = Σₖ a(m, k)·b[k, n], each element one chain of fused multiply-adds in ascending k, then <paramref name="Epilogue"/> on the
/// accumulators before they are stored. At most one extent is the batch.
/// </summary>
/// <param name="TransposeA">a lies as [k, m].</param>
/// <param name="Epilogue">Operand 0 is the product; null to store it as it is. Only for batched rows.</param>
internal record MatMulKernel(Extent M, Extent N, Extent K, bool TransposeA, LaneProgram? Epilogue) : Kernel
{
    /// <summary>Rows or columns of so many tiles that reading the other factor once more for each share of the batch does not matter.</summary>
    private const int FullTiles = 128;

    /// <summary>Whether it can be told to go on from the sums that are stored already: the batch then comes some samples at a time.</summary>
    public bool Resumes { get; init; }

    public override Kernel? Resuming => K.IsBatched && Split == Split.Outputs && Epilogue is null ? this with { Resumes = true } : null;

    public override LaneProgram? SharedEpilogue => Epilogue;

    public override string MethodName
    {
        get
        {
            static string Name(Extent e) => e.IsBatched ? "B" : Literals.Int(e.Count);
            return $"MatMul_{Name(M)}x{Name(K)}{(K.IsBatched && K.Count > 1 ? "n" : "")}x{Name(N)}{(TransposeA ? "_TA" : "")}{(Resumes ? "_On" : "")}{(Epilogue is null ? "" : "_" + Epilogue.Signature)}";
        }
    }

    /// <summary>What is a multiple of the batch is passed; sums over samples and places are long, and walked otherwise than those over samples.</summary>
    public override Kernel Shared => this with { M = One(M), N = One(N), K = K.IsBatched ? K with { Count = Math.Min(K.Count, 2) } : K };

    public override int LeastSamples => (FullTiles + (M.IsBatched ? M.Count : N.Count) - 1) / (M.IsBatched ? M.Count : N.Count);

    public sealed override Split Split => M.IsBatched || N.IsBatched ? Split.Samples : Split.Outputs;

    public override int OutputParts => M.Count;

    public override int OutputGranularity => HasFewColumns ? 32 : 8;

    /// <summary>
    /// Whether it is the gradient of a weight with so few columns that they would leave a register half empty, and with whole registers of rows: the lanes may be rows then. All of a tile's columns are in registers at once, two of
    /// rows for each.
    /// </summary>
    public bool HasFewColumns => this is { TransposeA: true, K.IsBatched: true, Epilogue: null, M: { IsBatched: false, Count: >= 64 }, N: { IsBatched: false, Count: >= 2 and <= 12 } } && M.Count % SimdForm.LogicalLanes == 0;

    public override long Cost => (long)M.Count * N.Count * K.Count;

    /// <summary>The first factor is broadcast number by number; vectors run over the second.</summary>
    public override bool ReadsScalars(int index) => index == 0;

    public override string Call(CallSite site)
    {
        int perSample = M.IsBatched ? M.Count : N.IsBatched ? N.Count : 1;
        long scale = Split == Split.Samples ? perSample : 1;
        string batch = NeedsBatch ? ", " + (K.IsBatched ? CallSite.Times(site.Samples, K.Count) : site.Batch) : "", stride = N.IsBatched ? ", " + CallSite.Times(site.Stride, scale) : "";
        return $"{MethodName}({site.Arguments(CallSite.Times(site.From, scale), CallSite.Times(site.To, scale))}{batch}{stride}{(Resumes ? ", " + site.Resumes : "")});";
    }

    private static Extent One(Extent extent) => extent.IsBatched ? new Extent(1, true) : extent;

    /// <summary>Whether the number of terms, or for an epilogue that of samples, is passed.</summary>
    public bool NeedsBatch => K.IsBatched || Epilogue?.NeedsBatch == true;

    public override void Emit(CodeWriter writer) => MatMulEmitter.Emit(writer, this);
}
