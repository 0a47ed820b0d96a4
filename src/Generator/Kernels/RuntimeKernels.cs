using NeuralNet.Gen.Generator.Emission;

namespace NeuralNet.Gen.Generator.Kernels;

/// <summary>A kernel that is a function of the runtime: nothing is emitted but the call.</summary>
internal abstract record RuntimeKernel : Kernel
{
    public sealed override void Emit(CodeWriter writer)
    {
        // The runtime has it.
    }
}

/// <summary>
/// Moves [batch × <paramref name="Rows"/>, <paramref name="Columns"/>] to [columns, batch × rows] (<paramref name="ToBatchLast"/>) or back. The
/// batch-last side has rows of the arena's stride.
/// </summary>
internal sealed record TransposeKernel(int Rows, int Columns, bool ToBatchLast) : RuntimeKernel
{
    public override string MethodName => "Transpose.Run";

    public override Split Split => Split.Samples;

    public override long Cost => (long)Rows * Columns;

    public override string Call(CallSite site)
    {
        string columns = Literals.Int(Columns), scale = Rows == 1 ? "" : " * " + Literals.Int(Rows), from = site.From + scale, stride = site.Stride + scale;
        string count = site.From == "0" ? $"(int)({site.To}{scale})" : Rows == 1 ? $"(int)({site.To} - {site.From})" : $"(int)(({site.To} - {site.From}){scale})";
        string first = $"{site.From} * {Literals.Int((long)Rows * Columns)}";
        return ToBatchLast
            ? $"Transpose.Run({site.Reads[0]} + {first}, {columns}, {site.Writes[0]} + {from}, {stride}, {count}, {columns});"
            : $"Transpose.Run({site.Reads[0]} + {from}, {stride}, {site.Writes[0]} + {first}, {columns}, {columns}, {count});";
    }
}

/// <summary>Copies rows; brings a caller's numbers into the arena, where vectors may read past the end.</summary>
internal sealed record CopyKernel(Extent Size) : RuntimeKernel
{
    public override string MethodName => "Copy.Run";

    public override Split Split => Size.IsBatched ? Split.Samples : Split.Once;

    public override long Cost => Size.Count;

    public override bool ReadsScalars(int index) => true;

    public override string Call(CallSite site)
    {
        string count = Literals.Int(Size.Count);
        return Size.IsBatched
            ? $"Copy.Run({site.Reads[0]} + {site.From} * {count}, {site.Writes[0]} + {site.From} * {count}, ({site.To} - {site.From}) * {count});"
            : $"Copy.Run({site.Reads[0]}, {site.Writes[0]}, {count});";
    }
}

/// <summary>[batch, 1] → their sum: 16 logical lanes over the samples, then the fixed tree.</summary>
internal sealed record BatchSumKernel : RuntimeKernel
{
    public override string MethodName => "BatchSum.Run";

    public override Split Split => Split.Once;

    public override long Cost => 1;

    public override bool ReadsScalars(int index) => true;

    public override string Call(CallSite site) => $"*{site.Writes[0]} = BatchSum.Run({site.Reads[0]}, {site.Batch});";
}

/// <summary>Draws the factors of a dropout layer for [batch, columns].</summary>
internal sealed record DropoutMaskKernel(float Probability, uint Purpose, int PerSample) : RuntimeKernel
{
    public override string MethodName => "DropoutMask.Fill";

    public override Split Split => Split.Samples;

    public override long Cost => 4L * PerSample;

    public override string Call(CallSite site)
    {
        string size = Literals.Int(PerSample), first = $"{site.From} * {size}", count = $"(int)(({site.To} - {site.From}) * {size})";
        string number = site.Start is null ? first : $"({site.Start} + {site.From}) * {size}";
        return $"DropoutMask.Fill({site.Writes[0]} + {first}, {number}, {count}, {Literals.Float(Probability)}, Seed, {Literals.UInt(Purpose)}, Step);";
    }
}
