using NeuralNet.Gen.Generator.Emission;

namespace NeuralNet.Gen.Generator.Kernels;

/// <summary>[rows, columns] → [columns]: for each column one chain of additions in ascending order of the rows; where a sample has several rows, their sums are
/// added sample by sample. The gradient of a bias.</summary>
internal sealed record ColumnSumKernel(Extent Rows, int Columns) : Kernel
{
    private const int Chains = 4;

    /// <summary>Whether it can be told to go on from the sums that are stored already.</summary>
    public bool Resumes { get; init; }

    public override Kernel? Resuming => Rows.IsBatched ? this with { Resumes = true } : null;

    public override string MethodName => $"SumRows_{Rows.ToString().Replace("*", "x")}_{Literals.Int(Columns)}{(Resumes ? "_On" : "")}";

    /// <summary>Numbers of a sample that are too few to share: one worker adds them, and goes on with what follows from them without a barrier.</summary>
    private const int FewColumns = 256;

    public override Split Split => Rows.IsBatched && Rows.Count == 1 && Columns <= FewColumns ? Split.Once : Split.Outputs;

    public override int OutputParts => Columns;

    public override int OutputGranularity => SimdForm.LogicalLanes;

    public override long Cost => Columns;

    public override string Call(CallSite site)
    {
        string range = Split == Split.Once ? site.Arguments("0", Literals.Int(Columns)) : site.Arguments(site.From, site.To);
        return $"{MethodName}({range}{(Rows.IsBatched ? ", " + site.Samples : "")}{(Resumes ? ", " + site.Resumes : "")});";
    }

    public override void Emit(CodeWriter writer)
    {
        writer.Line($"// y[{Literals.Int(Columns)}] = sum over {Rows} rows of x[{Rows}, {Literals.Int(Columns)}]: ascending, columns from…to");
        writer.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        using (writer.Block($"private static void {MethodName}(float* x, float* y, nint from, nint to{(Rows.IsBatched ? ", nint batch" : "")}{(Resumes ? ", bool resumes" : "")})"))
        {
            writer.Line("nint column = from;");
            foreach (SimdForm form in new[] { SimdForm.V512, SimdForm.V256, SimdForm.V128 })
            {
                using (writer.Block($"if ({form.Class}.IsHardwareAccelerated)"))
                using (writer.Block($"for (; column <= to - {Literals.Int(form.Lanes)}; column += {Literals.Int(form.Lanes)})"))
                    EmitSum(writer, form);
                writer.Line();
            }

            using (writer.Block("for (; column < to; column++)")) EmitSum(writer, SimdForm.Scalar);
        }
    }

    private void EmitSum(CodeWriter writer, SimdForm form)
    {
        string stride = Literals.Int(Columns), rows = !Rows.IsBatched ? Literals.Int(Rows.Count) : "batch";
        writer.Line($"{form.Type} sum = {(Resumes ? $"resumes ? {form.Load("y + column")} : " : "")}{form.Constant(0f)};");
        writer.Line("float* row = x + column;");
        if (!Rows.IsBatched || Rows.Count == 1) writer.Line($"for (nint r = 0; r < {rows}; r++, row += {stride}) sum += {form.Load("row")};");
        else
        {
            // The sums of samples do not wait for each other, only their addition does: several chains at a time give the same bits sooner.
            writer.Line("nint sample = 0;");
            using (writer.Block($"for (; sample <= batch - {Chains}; sample += {Chains}, row += {Literals.Int((Chains - 1) * Rows.Count * Columns)})"))
            {
                writer.Line($"{form.Type} {string.Join(", ", Enumerable.Range(0, Chains).Select(c => $"part{c} = {form.Constant(0f)}"))};");
                using (writer.Block($"for (nint r = 0; r < {Literals.Int(Rows.Count)}; r++, row += {stride})"))
                {
                    for (int c = 0; c < Chains; c++) writer.Line($"part{c} += {form.Load(c == 0 ? "row" : $"row + {Literals.Int(c * Rows.Count * Columns)}")};");
                }

                for (int c = 0; c < Chains; c++) writer.Line($"sum += part{c};");
            }

            using (writer.Block("for (; sample < batch; sample++)"))
            {
                writer.Line($"{form.Type} part = {form.Constant(0f)};");
                writer.Line($"for (nint r = 0; r < {Literals.Int(Rows.Count)}; r++, row += {stride}) part += {form.Load("row")};");
                writer.Line("sum += part;");
            }
        }

        writer.Line(form.Store("sum", "y + column") + ";");
    }
}
