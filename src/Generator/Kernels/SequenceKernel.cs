using NeuralNet.Gen.Generator.Emission;
using NeuralNet.Gen.Generator.Ops;

namespace NeuralNet.Gen.Generator.Kernels;

/// <summary>
/// All steps of a recurrence, forward or back, for a worker's own samples: at every step one product of all rows with the recurrent weight, then the
/// cell, element by element. The product is an ordinary one, so it has the tiles of any other; the numbers between the two are a few rows that stay in
/// the cache. No step waits for another worker.
/// </summary>
internal abstract record SequenceKernel(RecurrentCell Cell, int Time, int Units) : Kernel
{
    public sealed override Split Split => Split.Samples;

    /// <summary>A step has one row for each sample.</summary>
    public sealed override int LeastSamples => int.MaxValue;

    public sealed override long Cost => (long)Time * Width * (Units + 16);

    /// <summary>The product of every step: the states of a worker's samples, one row each, with the recurrent weight.</summary>
    public abstract MatMulKernel Product { get; }

    /// <summary>Numbers of a row of gates.</summary>
    protected int Width => Recurrence.Gates(Cell) * Units;

    public sealed override string Call(CallSite site) => $"{MethodName}({site.Arguments(site.From, site.To)});";

    /// <summary>Names of the operands and results, as the call gives them; lengths are integers.</summary>
    protected abstract IReadOnlyList<string> Operands { get; }

    protected static string Int(long number) => Literals.Int(number);

    /// <summary>A pointer to a sample's row of so many numbers.</summary>
    protected static string Row(string pointer, int width) => width == 1 ? $"{pointer} + row" : $"{pointer} + row * {Int(width)}";

    /// <summary>A pointer to a sample's row at a place in time.</summary>
    protected string Place(string pointer, int width) => Time == 1 ? Row(pointer, width) : $"{pointer} + (row * {Int(Time)} + place) * {Int(width)}";

    /// <summary>Numbers from a sample's row at one place to its row at the place of the next step.</summary>
    protected static int NextPlace(int width, bool isReverse) => isReverse ? -width : width;

    protected static void Clear(CodeWriter writer, string pointer, int width) => writer.Line($"new Span<float>({pointer}, {Int(width)}).Clear();");

    protected string Parameters => string.Join(", ", Operands.Select(o => $"{(o == "lengths" ? "int" : "float")}* {o}"));

    /// <summary>The step's element-wise work: a method that chooses the register width, and one for each width.</summary>
    /// <param name="rows">Prints what happens to a row.</param>
    /// <param name="functions">Prints the methods that it calls.</param>
    protected void EmitCells(CodeWriter writer, Action<CodeWriter, SimdForm> rows, Action<CodeWriter, SimdForm>? functions = null)
    {
        string arguments = string.Join(", ", Operands) + ", place, from, to", name = MethodName + "_Cell";
        writer.Line();
        writer.Line("// One step of every sample from…to: element by element, states in place.");
        using (writer.Block($"private static void {name}({Parameters}, nint place, nint from, nint to)"))
        {
            writer.Line($"if (Vector512.IsHardwareAccelerated) {name}_512({arguments});");
            writer.Line($"else if (Vector256.IsHardwareAccelerated) {name}_256({arguments});");
            writer.Line($"else {name}_128({arguments});");
        }

        foreach (SimdForm form in new[] { SimdForm.V512, SimdForm.V256, SimdForm.V128 })
        {
            writer.Line();
            writer.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
            using (writer.Block($"private static void {name}_{form.Suffix}({Parameters}, nint place, nint from, nint to)"))
            using (writer.Block("for (nint row = from; row < to; row++)")) rows(writer, form);
            functions?.Invoke(writer, form);
        }
    }

    /// <summary>Walks the units of a row in registers; the last one stores only what is left.</summary>
    protected void Walk(CodeWriter writer, SimdForm form, Action<CellLanes> body)
    {
        int whole = Units / form.Lanes * form.Lanes;
        if (whole > 0)
        {
            using (writer.Block($"for (nint unit = 0; unit < {Int(whole)}; unit += {Int(form.Lanes)})")) body(new CellLanes(writer, form, Units, "unit", 0, form.Lanes));
        }

        if (whole == Units) return;
        using (writer.Block("// the last units")) body(new CellLanes(writer, form, Units, "", whole, Units - whole));
    }

    /// <summary>a[from…to, k]·b[k, n], a method of this kernel.</summary>
    protected sealed record StepProduct(string Owner, int Columns, int Inner) : MatMulKernel(new Extent(1, true), new Extent(Columns, false), new Extent(Inner, false), false, null)
    {
        public override string MethodName => Owner + "_Product";
    }
}

/// <summary>One register of a row's units, while a cell is printed.</summary>
/// <param name="Variable">The loop's variable; empty in the last register.</param>
/// <param name="First">Of the last register, its first unit.</param>
/// <param name="Count">Units that it stores.</param>
internal sealed record CellLanes(CodeWriter Writer, SimdForm Form, int Units, string Variable, int First, int Count)
{
    /// <summary>Declares a variable.</summary>
    public void Let(string name, string expression) => Writer.Line($"var {name} = {expression};");

    /// <summary>Of a row of several blocks of units, such as gates, one block.</summary>
    public string Load(string row, int block = 0) => Form.Load(At(row, block));

    /// <summary>
    /// Asks for what the next step will touch of some blocks, from <paramref name="first"/> on, so many numbers on: it comes from memory while this step's product runs. A row per sample is too short for the
    /// processor to notice where the next one lies.
    /// </summary>
    public void Prefetch(string row, int distance, int blocks, int first = 0)
    {
        for (int block = first; block < first + blocks; block++) Writer.Line($"Prefetch.FarLine({Address.Of($"{At(row, block)} {(distance < 0 ? "-" : "+")} {Literals.Int(Math.Abs(distance))}")});");
    }

    public void Store(string value, string row, int block = 0) => Writer.Line(Form.Store(value, At(row, block), Count) + ";");

    public string Sigmoid(string x) => Form.Math("Sigmoid", x);

    public string Tanh(string x) => Form.Math("Tanh", x);

    public string Number(float value) => Form.Constant(value);

    private string At(string row, int block)
    {
        int offset = (block * Units) + First;
        return row + (offset == 0 ? "" : " + " + Literals.Int(offset)) + (Variable.Length == 0 ? "" : " + " + Variable);
    }
}
