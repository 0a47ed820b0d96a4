using NeuralNet.Gen.Generator.Emission;
using NeuralNet.Gen.Generator.Model;
using NeuralNet.Gen.Generator.Ops;

namespace NeuralNet.Gen.Generator.Kernels;

/// <summary>A <see cref="Recurrence"/>: from the first place to the last, or back. States lie in work memory and are updated there.</summary>
internal sealed record RecurrenceKernel(Recurrence Op, int Time, int Units, EquatableArray<int> Parts) : SequenceKernel(Op.Cell, Time, Units)
{
    private static readonly string[] PartNames = ["output", "hidden", "cellState", "previous", "kept"];

    public override string MethodName
    {
        get
        {
            string kind = Cell switch { RecurrentCell.Lstm => "Lstm", RecurrentCell.Gru => "Gru", RecurrentCell.Relu => "ReluRnn", _ => "Rnn" };
            string given = (Op.Reverse ? "_Reverse" : "") + (Op.Given.Bias ? "_Bias" : "") + (Op.Given.Hidden ? "_Hidden" : "") + (Op.Given.Cell ? "_Cell" : "") + (Op.Given.Lengths ? "_Lengths" : "");
            return $"{kind}_{Int(Time)}x{Int(Units)}{given}_{string.Concat(Parts.Select(p => Int(p)))}";
        }
    }

    public override MatMulKernel Product => new StepProduct(MethodName, Width, Units);

    protected override IReadOnlyList<string> Operands =>
    [
        "gates", "weight", .. Op.Given.Bias ? ["bias"] : Array.Empty<string>(), .. Op.Given.Hidden ? ["startHidden"] : Array.Empty<string>(),
        .. Op.Given.Cell ? ["startCell"] : Array.Empty<string>(), .. Op.Given.Lengths ? ["lengths"] : Array.Empty<string>(),
        .. Parts.Select(p => PartNames[p]), "sums", "state", .. Cell == RecurrentCell.Lstm ? ["cell"] : Array.Empty<string>(),
    ];

    public override bool ReadsScalars(int index) => Operands[index] is "lengths" or "startHidden" or "startCell";

    public override void Emit(CodeWriter writer)
    {
        bool skips = Op.Products(Time) < Time;
        writer.Line($"// {Op.Describe()}: {Int(Time)} steps of {Int(Units)} units");
        writer.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        using (writer.Block($"private static void {MethodName}({Parameters}, nint from, nint to)"))
        {
            Start(writer, "state", Op.Given.Hidden ? "startHidden" : null);
            if (Cell == RecurrentCell.Lstm) Start(writer, "cell", Op.Given.Cell ? "startCell" : null);
            if (skips)
            {
                writer.Line("// The first product is one with zeros.");
                using (writer.Block("for (nint row = from; row < to; row++)")) Clear(writer, Row("sums", Width), Width);
            }

            using (writer.Block($"for (nint step = 0; step < {Int(Time)}; step++)"))
            {
                writer.Line($"{(skips ? "if (step > 0) " : "")}{MethodName}_Product(state, weight, sums, from, to);");
                writer.Line($"{MethodName}_Cell({string.Join(", ", Operands)}, {(Op.Reverse ? $"{Int(Time - 1)} - step" : "step")}, from, to);");
            }

            Finish(writer, Recurrence.Hidden, "state");
            Finish(writer, Recurrence.CellState, "cell");
        }

        EmitCells(writer, EmitRow, EmitFunctions);
        writer.Line();
        Product.Emit(writer);
    }

    private void Start(CodeWriter writer, string state, string? given)
    {
        if (given is not null) writer.Line($"Copy.Run({given} + from * {Int(Units)}, {state} + from * {Int(Units)}, (to - from) * {Int(Units)});");
        else writer.Line($"for (nint row = from; row < to; row++) new Span<float>({Row(state, Units)}, {Int(Units)}).Clear();");
    }

    private void Finish(CodeWriter writer, int part, string state)
    {
        if (Parts.Contains(part)) writer.Line($"Copy.Run({state} + from * {Int(Units)}, {PartNames[part]} + from * {Int(Units)}, (to - from) * {Int(Units)});");
    }

    private void EmitRow(CodeWriter writer, SimdForm form)
    {
        bool output = Parts.Contains(Recurrence.Output), previous = Parts.Contains(Recurrence.Previous);
        if (Op.Given.Lengths)
        {
            using (writer.Block("if (place >= lengths[row])"))
            {
                if (output) Clear(writer, Place("output", Units), Units);
                if (previous) Clear(writer, Place("previous", Units), Units);
                writer.Line("continue;");
            }

            writer.Line();
        }

        writer.Line($"float* a = {Place("gates", Width)}, s = {Row("sums", Width)}, h = {Row("state", Units)};");
        if (Cell == RecurrentCell.Lstm) writer.Line($"float* c = {Row("cell", Units)};");
        if (output) writer.Line($"float* y = {Place("output", Units)};");
        if (previous) writer.Line($"float* before = {Place("previous", Units)};");
        if (Parts.Contains(Recurrence.Kept)) writer.Line($"float* k = {Place("kept", Units * Recurrence.KeptOf(Cell))};");
        if (HasFunctions(form)) CallFunctions(writer, form);
        else Walk(writer, form, EmitLanes);
    }

    /// <summary>
    /// Whether each function has a method of its own. The JIT keeps the constants of all functions of a method in registers, a dozen of each; of 16 too few are left for what the operations hand to each other, which then waits for the stack.
    /// </summary>
    private bool HasFunctions(SimdForm form) => form.Bits == 256 && Units % form.Lanes == 0 && Cell is RecurrentCell.Lstm or RecurrentCell.Gru;

    /// <summary>Pointers of a row, as its methods take them.</summary>
    private IReadOnlyList<string> RowPointers =>
    [
        "a", "s", "h", .. Cell == RecurrentCell.Lstm ? ["c"] : Array.Empty<string>(), .. Op.Given.Bias ? ["bias"] : Array.Empty<string>(), .. Parts.Contains(Recurrence.Output) ? ["y"] : Array.Empty<string>(),
        .. Parts.Contains(Recurrence.Previous) ? ["before"] : Array.Empty<string>(), .. Parts.Contains(Recurrence.Kept) ? ["k"] : Array.Empty<string>(),
    ];

    private string FunctionName(SimdForm form, string function) => $"{MethodName}_Cell_{form.Suffix}_{function}";

    /// <summary>Gates that depend on nothing else are squashed in place of their sums; then the others, and the states.</summary>
    private void CallFunctions(CodeWriter writer, SimdForm form)
    {
        string pointers = string.Join(", ", RowPointers);
        Sigmoids(0, 2);
        if (Cell == RecurrentCell.Lstm)
        {
            Sigmoids(3, 1);
            writer.Line($"{FunctionName(form, "Memory")}({pointers});");
        }

        writer.Line($"{FunctionName(form, "Hidden")}({pointers});");

        void Sigmoids(int gate, int count)
        {
            string shift = gate == 0 ? "" : $" + {Int(gate * Units)}";
            writer.Line($"{FunctionName(form, "Sigmoids")}(a{shift}, s{shift}{(Op.Given.Bias ? $", bias{shift}" : "")}, {Int(count * Units)});");
        }
    }

    private void EmitFunctions(CodeWriter writer, SimdForm form)
    {
        if (!HasFunctions(form)) return;
        Function("Sigmoids", "float* a, float* s" + (Op.Given.Bias ? ", float* bias" : "") + ", nint count", () =>
        {
            using (writer.Block($"for (nint unit = 0; unit < count; unit += {Int(form.Lanes)})"))
            {
                var lanes = new CellLanes(writer, form, Units, "unit", 0, form.Lanes);
                if (Time > 1) lanes.Prefetch("a", NextPlace(Width, Op.Reverse), 1);
                lanes.Store(lanes.Sigmoid(Sum(lanes, 0)), "s");
            }
        });
        string pointers = string.Join(", ", RowPointers.Select(p => "float* " + p));
        if (Cell == RecurrentCell.Lstm) Function("Memory", pointers, () => Walk(writer, form, EmitMemory));
        Function("Hidden", pointers, () => Walk(writer, form, EmitLanes));

        void Function(string name, string parameters, Action body)
        {
            writer.Line();
            writer.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
            using (writer.Block($"private static void {FunctionName(form, name)}({parameters})")) body();
        }
    }

    /// <summary>The state of an LSTM's cell.</summary>
    private void EmitMemory(CellLanes lanes)
    {
        bool isKept = Parts.Contains(Recurrence.Kept);
        if (Time > 1)
        {
            lanes.Prefetch("a", NextPlace(Width, Op.Reverse), 1, 2);
            if (isKept) lanes.Prefetch("k", NextPlace(Units * Recurrence.KeptOf(Cell), Op.Reverse), Recurrence.KeptOf(Cell));
        }

        lanes.Let("i", lanes.Load("s", 0));
        lanes.Let("f", lanes.Load("s", 1));
        lanes.Let("g", lanes.Tanh(Sum(lanes, 2)));
        lanes.Let("past", lanes.Load("c"));
        lanes.Store("(f * past + i * g)", "c");
        if (!isKept) return;
        foreach ((string name, int block) in new[] { ("i", 0), ("f", 1), ("g", 2), ("past", 4) }) lanes.Store(name, "k", block);
    }

    private string Recurrent(CellLanes lanes, int gate) => Op.Given.Bias ? $"({lanes.Load("s", gate)} + {lanes.Load("bias", gate)})" : lanes.Load("s", gate);

    private string Sum(CellLanes lanes, int gate) => $"{lanes.Load("a", gate)} + {Recurrent(lanes, gate)}";

    /// <summary>All of a cell, or what other functions have left of it.</summary>
    private void EmitLanes(CellLanes lanes)
    {
        bool isRest = HasFunctions(lanes.Form), isKept = Parts.Contains(Recurrence.Kept), hasMemory = isRest && Cell == RecurrentCell.Lstm;
        if (Time > 1)
        {
            if (!isRest) lanes.Prefetch("a", NextPlace(Width, Op.Reverse), Recurrence.Gates(Cell));
            else if (!hasMemory) lanes.Prefetch("a", NextPlace(Width, Op.Reverse), 1, 2);
            if (isKept && !hasMemory) lanes.Prefetch("k", NextPlace(Units * Recurrence.KeptOf(Cell), Op.Reverse), Recurrence.KeptOf(Cell));
        }

        if (Parts.Contains(Recurrence.Previous)) lanes.Store(lanes.Load("h"), "before");
        string[] kept = [];
        switch (Cell)
        {
            case RecurrentCell.Tanh:
                lanes.Let("next", lanes.Tanh(Sum(lanes, 0)));
                break;
            case RecurrentCell.Relu:
                lanes.Let("sum", Sum(lanes, 0));
                lanes.Let("next", lanes.Form.Select(lanes.Form.Greater(lanes.Number(0f), "sum"), lanes.Number(0f), "sum"));
                break;
            case RecurrentCell.Lstm when hasMemory:
                lanes.Let("o", Gate(3));
                lanes.Let("next", "o * " + lanes.Tanh(lanes.Load("c")));
                if (isKept) lanes.Store("o", "k", 3);
                break;
            case RecurrentCell.Lstm:
                lanes.Let("i", Gate(0));
                lanes.Let("f", Gate(1));
                lanes.Let("g", lanes.Tanh(Sum(lanes, 2)));
                lanes.Let("o", Gate(3));
                lanes.Let("past", lanes.Load("c"));
                lanes.Let("memory", "f * past + i * g");
                lanes.Let("next", "o * " + lanes.Tanh("memory"));
                lanes.Store("memory", "c");
                kept = ["i", "f", "g", "o", "past"];
                break;
            default:
                lanes.Let("r", Gate(0));
                lanes.Let("z", Gate(1));
                lanes.Let("u", Recurrent(lanes, 2));
                lanes.Let("n", lanes.Tanh($"{lanes.Load("a", 2)} + r * u"));
                lanes.Let("next", $"({lanes.Load("h")} - n) * z + n");
                kept = ["r", "z", "n", "u"];
                break;
        }

        lanes.Store("next", "h");
        if (Parts.Contains(Recurrence.Output)) lanes.Store("next", "y");
        if (!isKept) return;
        for (int block = 0; block < kept.Length; block++) lanes.Store(kept[block], "k", block);

        string Gate(int gate) => isRest ? lanes.Load("s", gate) : lanes.Sigmoid(Sum(lanes, gate));
    }
}
