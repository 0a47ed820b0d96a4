using NeuralNet.Gen.Generator.Emission;
using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Model;

namespace NeuralNet.Gen.Generator.Kernels;

/// <summary>Rows of several tensors one behind the other.</summary>
/// <param name="Rows">How often one part of each follows the others.</param>
/// <param name="Widths">Neighbouring elements of each.</param>
internal sealed record ConcatKernel(Extent Rows, EquatableArray<int> Widths) : Kernel
{
    public override string MethodName => $"Concat_{Rows.ToString().Replace("*", "x")}_{string.Join("_", Widths.Select(w => Literals.Int(w)))}";

    public override Split Split => Rows.IsBatched ? Split.Samples : Split.Once;

    public override long Cost => (long)Rows.Count * Widths.Sum();

    public static ConcatKernel Of(IReadOnlyList<TensorType> inputs, int axis)
    {
        if (inputs[0].IsBatchLast) throw new NotSupportedException($"{inputs[0]}: joined with the batch last");
        int inner = inputs[0].Dims.Skip(axis + 1).Aggregate(1, (all, extent) => all * extent);
        return new ConcatKernel(Extent.Of(inputs[0].Dims.Take(axis)), inputs.Select(i => i.Dims[axis] * inner).ToEquatableArray());
    }

    public override string Call(CallSite site)
    {
        string scale = Rows.Count == 1 ? "" : " * " + Literals.Int(Rows.Count);
        return Rows.IsBatched ? $"{MethodName}({site.Arguments(site.From + scale, site.To + scale)});" : $"{MethodName}({site.Arguments("0", Literals.Int(Rows.Count))});";
    }

    public override void Emit(CodeWriter writer)
    {
        writer.Line($"// y[{Rows}, {Literals.Int(Widths.Sum())}]: {string.Join(" + ", Widths.Select(w => Literals.Int(w)))} numbers side by side");
        using (writer.Block($"private static void {MethodName}({string.Join(", ", Widths.Select((_, i) => $"float* x{Literals.Int(i)}"))}, float* y, nint from, nint to)"))
        using (writer.Block("for (nint row = from; row < to; row++)"))
        {
            writer.Line($"float* target = y + row * {Literals.Int(Widths.Sum())};");
            int start = 0;
            for (int i = 0; i < Widths.Count; i++)
            {
                string place = "target" + (start == 0 ? "" : " + " + Literals.Int(start));
                writer.Line(Widths[i] == 1 ? $"*({place}) = x{Literals.Int(i)}[row];" : $"Copy.Run(x{Literals.Int(i)} + row * {Literals.Int(Widths[i])}, {place}, {Literals.Int(Widths[i])});");
                start += Widths[i];
            }
        }
    }
}
