using NeuralNet.Gen.Generator.Emission;
using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Ops;

namespace NeuralNet.Gen.Generator.Kernels;

/// <summary>[outer, middle, inner] → [outer, inner]: sum or maximum over a dimension in the middle, for each place one chain in ascending order.</summary>
internal sealed record AxisReduceKernel(ReduceKind Kind, Extent Outer, int Middle, int Inner) : Kernel
{
    private const int Chains = 4;

    public override string MethodName => $"{(Kind == ReduceKind.Sum ? "Sum" : "Max")}Middle_{Outer.ToString().Replace("*", "x")}_{Literals.Int(Middle)}_{Literals.Int(Inner)}";

    public override Split Split => Outer.IsBatched ? Split.Samples : Split.Once;

    public override long Cost => (long)Outer.Count * Middle * Inner;

    public override string Call(CallSite site)
    {
        string scale = Outer.Count == 1 ? "" : " * " + Literals.Int(Outer.Count);
        return Outer.IsBatched ? $"{MethodName}({site.Arguments(site.From + scale, site.To + scale)});" : $"{MethodName}({site.Arguments("0", Literals.Int(Outer.Count))});";
    }

    public override void Emit(CodeWriter writer)
    {
        string inner = Literals.Int(Inner);
        writer.Line($"// y[{Outer}, {inner}] = {(Kind == ReduceKind.Sum ? "sum" : "maximum")} over the middle of x[{Outer}, {Literals.Int(Middle)}, {inner}]: ascending");
        writer.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        using (writer.Block($"private static void {MethodName}(float* x, float* y, nint from, nint to)"))
        {
            writer.Line("nint row = from;");
            // Chains of neighbours do not wait for each other: several at a time give the same bits sooner.
            if (Outer.IsBatched || Outer.Count >= Chains)
            {
                using (writer.Block($"for (; row <= to - {Chains}; row += {Chains})")) EmitRows(writer, Chains);
            }

            using (writer.Block("for (; row < to; row++)")) EmitRows(writer, 1);
        }
    }

    private void EmitRows(CodeWriter writer, int rows)
    {
        int size = Middle * Inner;
        string inner = Literals.Int(Inner);
        writer.Line($"float* source = x + row * {Literals.Int(size)}, target = y + row * {inner};");
        writer.Line("nint column = 0;");
        foreach (SimdForm form in new[] { SimdForm.V512, SimdForm.V256, SimdForm.V128 }.Where(f => f.Lanes <= Inner))
        {
            using (writer.Block($"if ({form.Class}.IsHardwareAccelerated)"))
            using (writer.Block($"for (; column <= {Literals.Int(Inner - form.Lanes)}; column += {Literals.Int(form.Lanes)})")) EmitColumns(form);
        }

        using (writer.Block($"for (; column < {inner}; column++)")) EmitColumns(SimdForm.Scalar);

        void EmitColumns(SimdForm form)
        {
            writer.Line($"{form.Type} {string.Join(", ", Enumerable.Range(0, rows).Select(r => $"all{r} = {form.Constant(Kind == ReduceKind.Sum ? 0f : float.NegativeInfinity)}"))};");
            writer.Line("float* next = source + column;");
            using (writer.Block($"for (nint i = 0; i < {Literals.Int(Middle)}; i++, next += {inner})"))
            {
                for (int r = 0; r < rows; r++) writer.Line($"all{r} = {Combine("all" + r, form.Load(r == 0 ? "next" : $"next + {Literals.Int(r * size)}"))};");
            }

            for (int r = 0; r < rows; r++) writer.Line(form.Store("all" + r, r == 0 ? "target + column" : $"target + {Literals.Int(r * Inner)} + column") + ";");
        }
    }

    private string Combine(string all, string next) => Kind == ReduceKind.Sum ? $"{all} + {next}" : $"VectorMath.Max({all}, {next})";
}
