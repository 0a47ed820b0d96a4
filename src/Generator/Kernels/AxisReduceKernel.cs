using NeuralNet.Gen.Generator.Emission;
using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Ops;

namespace NeuralNet.Gen.Generator.Kernels;

/// <summary>[outer, middle, inner] → [outer, inner]: sum or maximum over a dimension in the middle, for each place one chain in ascending order.</summary>
internal sealed record AxisReduceKernel(ReduceKind Kind, Extent Outer, int Middle, int Inner) : Kernel
{
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
        string inner = Literals.Int(Inner), first = Kind == ReduceKind.Sum ? "0f" : "float.NegativeInfinity";
        writer.Line($"// y[{Outer}, {inner}] = {(Kind == ReduceKind.Sum ? "sum" : "maximum")} over the middle of x[{Outer}, {Literals.Int(Middle)}, {inner}]: ascending");
        writer.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        using (writer.Block($"private static void {MethodName}(float* x, float* y, nint from, nint to)"))
        using (writer.Block("for (nint row = from; row < to; row++)"))
        {
            writer.Line($"float* source = x + row * {Literals.Int(Middle * Inner)}, target = y + row * {inner};");
            writer.Line("nint column = 0;");
            foreach (SimdForm form in new[] { SimdForm.V512, SimdForm.V256, SimdForm.V128 }.Where(f => f.Lanes <= Inner))
            {
                using (writer.Block($"if ({form.Class}.IsHardwareAccelerated)"))
                using (writer.Block($"for (; column <= {Literals.Int(Inner - form.Lanes)}; column += {Literals.Int(form.Lanes)})"))
                {
                    writer.Line($"var all = {form.Constant(Kind == ReduceKind.Sum ? 0f : float.NegativeInfinity)};");
                    writer.Line($"for (nint i = 0; i < {Literals.Int(Middle)}; i++) all = {Combine("all", form.Load($"source + i * {inner} + column"))};");
                    writer.Line(form.Store("all", "target + column") + ";");
                }
            }

            using (writer.Block($"for (; column < {inner}; column++)"))
            {
                writer.Line($"float all = {first};");
                writer.Line($"for (nint i = 0; i < {Literals.Int(Middle)}; i++) all = {Combine("all", $"source[i * {inner} + column]")};");
                writer.Line("target[column] = all;");
            }
        }
    }

    private string Combine(string all, string next) => Kind == ReduceKind.Sum ? $"{all} + {next}" : $"VectorMath.Max({all}, {next})";
}
