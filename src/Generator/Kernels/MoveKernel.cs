using NeuralNet.Gen.Generator.Emission;
using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Model;

namespace NeuralNet.Gen.Generator.Kernels;

/// <summary>
/// Copies a small tensor out of a large one, or into it: slices, padding and their gradients. The small one lies row by row; the large one is walked with
/// strides from an offset.
/// </summary>
/// <param name="Extents">Of the small tensor, without the batch.</param>
/// <param name="Strides">Of the large one, for each of them.</param>
/// <param name="LargeSize">Elements of the large one for a sample, or in all.</param>
/// <param name="Fill">What the large one holds elsewhere; null where it is the source.</param>
internal sealed record MoveKernel(bool IsBatched, EquatableArray<int> Extents, EquatableArray<int> Strides, int Offset, int LargeSize, float? Fill) : Kernel
{
    public override string MethodName
        => $"{(Fill is null ? "Slice" : "Embed")}_{(IsBatched ? "B_" : "")}{string.Join("x", Extents.Select(e => Literals.Int(e)))}_at_{Literals.Int(Offset)}_by_{string.Join("_", Strides.Select(s => Literals.Int(s)))}_of_{Literals.Int(LargeSize)}{FillName}";

    public override Split Split => IsBatched ? Split.Samples : Split.Once;

    public override long Cost => Fill is null ? SmallSize : LargeSize;

    /// <summary>It reads nothing but the numbers.</summary>
    public override bool ReadsScalars(int index) => true;

    private string FillName => Fill is not { } fill || fill == 0f ? "" : "_fill_" + BitConverter.ToUInt32(BitConverter.GetBytes(fill), 0).ToString("x8", System.Globalization.CultureInfo.InvariantCulture);

    private int SmallSize => Extents.Aggregate(1, (all, extent) => all * extent);

    /// <summary>The kernel of a slice (<paramref name="fill"/> null) or of its dual.</summary>
    public static Kernel Of(TensorType small, TensorType large, EquatableArray<int> starts, EquatableArray<int> steps, float? fill)
    {
        if (small.IsBatchLast) throw new NotSupportedException($"{small}: a slice with the batch last");
        var extents = new List<int>();
        var strides = new List<int>();
        int offset = 0, stride = 1;
        for (int d = small.Rank - 1; d >= 0; d--)
        {
            if (small.Dims[d] == TensorType.Batch) continue;
            offset += starts[d] * stride;
            extents.Insert(0, small.Dims[d]);
            strides.Insert(0, stride * steps[d]);
            stride *= large.Dims[d];
        }

        // Dimensions that lie behind each other in both are one.
        for (int d = extents.Count - 1; d > 0; d--)
        {
            if (extents[d - 1] != 1 && strides[d - 1] != strides[d] * extents[d]) continue;
            extents[d - 1] *= extents[d];
            strides[d - 1] = strides[d];
            extents.RemoveAt(d);
            strides.RemoveAt(d);
        }

        if (extents.Count == 0) (extents, strides) = ([1], [1]);
        if (fill is { } filled && small.IsBatched && extents.Count == 2 && strides[1] == 1 && extents[1] > 1)
            return new PadKernel(extents[0], extents[1], strides[0], offset, large.PerSample, filled);
        return new MoveKernel(small.IsBatched, extents.ToEquatableArray(), strides.ToEquatableArray(), offset, large.PerSample, fill);
    }

    public override string Call(CallSite site) => IsBatched ? $"{MethodName}({site.Arguments(site.From, site.To)});" : $"{MethodName}({site.Arguments()});";

    public override void Emit(CodeWriter writer)
    {
        int last = Extents.Count - 1;
        writer.Line(Fill is { } filled
            ? $"// y[{Literals.Int(LargeSize)}] = {Literals.Float(filled)}, and x[{string.Join(", ", Extents.Select(e => Literals.Int(e)))}] at its places"
            : $"// y[{string.Join(", ", Extents.Select(e => Literals.Int(e)))}] = part of x[{Literals.Int(LargeSize)}]");
        using (writer.Block($"private static void {MethodName}(float* x, float* y{(IsBatched ? ", nint from, nint to" : "")})"))
        {
            var scopes = new Stack<IDisposable>();
            string small = Fill is null ? "y" : "x", large = Fill is null ? "x" : "y";
            if (Fill is { } fill) writer.Line(IsBatched
                ? $"Copy.Fill(y + from * {Literals.Int(LargeSize)}, (to - from) * {Literals.Int(LargeSize)}, {Literals.Float(fill)});"
                : $"Copy.Fill(y, {Literals.Int(LargeSize)}, {Literals.Float(fill)});");
            if (IsBatched) scopes.Push(writer.Block("for (nint sample = from; sample < to; sample++)"));
            int size = SmallSize;
            string source = IsBatched ? $"{small} + sample * {Literals.Int(size)}" : small, target = (IsBatched ? $"{large} + sample * {Literals.Int(LargeSize)}" : large) + (Offset == 0 ? "" : $" + {Literals.Int(Offset)}");
            for (int d = 0; d < last; d++)
            {
                size /= Extents[d];
                scopes.Push(writer.Block($"for (nint d{Literals.Int(d)} = 0; d{Literals.Int(d)} < {Literals.Int(Extents[d])}; d{Literals.Int(d)}++)"));
                source += $" + d{Literals.Int(d)} * {Literals.Int(size)}";
                target += $" + d{Literals.Int(d)} * {Literals.Int(Strides[d])}";
            }

            (string from, string to) = Fill is null ? (target, source) : (source, target);
            if (Strides[last] == 1) writer.Line(Extents[last] == 1 ? $"*({to}) = *({from});" : $"Copy.Run({from}, {to}, {Literals.Int(Extents[last])});");
            else
            {
                string step = $" * {Literals.Int(Strides[last])}";
                writer.Line($"float* read = {from}, write = {to};");
                writer.Line($"for (nint i = 0; i < {Literals.Int(Extents[last])}; i++) write[i{(Fill is null ? "" : step)}] = read[i{(Fill is null ? step : "")}];");
            }

            while (scopes.Count > 0) scopes.Pop().Dispose();
        }
    }
}
