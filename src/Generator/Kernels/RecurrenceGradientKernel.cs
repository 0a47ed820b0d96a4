using NeuralNet.Gen.Generator.Emission;
using NeuralNet.Gen.Generator.Model;
using NeuralNet.Gen.Generator.Ops;

namespace NeuralNet.Gen.Generator.Kernels;

/// <summary>
/// A <see cref="RecurrenceGradient"/>: against the order of the steps. A state's gradient is a product with the transposed weight, plus what went past it
/// ("direct"), plus that of the output at its place.
/// </summary>
internal sealed record RecurrenceGradientKernel(RecurrenceGradient Op, int Time, int Units, EquatableArray<int> Parts) : SequenceKernel(Op.Cell, Time, Units)
{
    private static readonly string[] PartNames = ["dGates", "dProduct", "dStartHidden", "dStartCell"];

    public override string MethodName
    {
        get
        {
            string kind = Cell switch { RecurrentCell.Lstm => "Lstm", RecurrentCell.Gru => "Gru", RecurrentCell.Relu => "ReluRnn", _ => "Rnn" };
            string given = (Op.Reverse ? "_Reverse" : "") + (Op.HasOutput ? "_Output" : "") + (Op.HasHidden ? "_Hidden" : "") + (Op.HasCell ? "_Cell" : "") + (Op.HasLengths ? "_Lengths" : "");
            return $"{kind}Gradient_{Int(Time)}x{Int(Units)}{given}_{string.Concat(Parts.Select(p => Int(p)))}";
        }
    }

    public override MatMulKernel Product => new StepProduct(MethodName, Units, Width);

    protected override IReadOnlyList<string> Operands =>
    [
        "kept", .. Cell == RecurrentCell.Gru ? ["previous"] : Array.Empty<string>(), "weight", .. Op.HasOutput ? ["dOutput"] : Array.Empty<string>(),
        .. Op.HasHidden ? ["dHidden"] : Array.Empty<string>(), .. Op.HasCell ? ["dCell"] : Array.Empty<string>(), .. Op.HasLengths ? ["lengths"] : Array.Empty<string>(),
        .. Parts.Select(p => PartNames[p]), "rows", "state", .. Op.HasDirect ? ["direct"] : Array.Empty<string>(), .. Cell == RecurrentCell.Lstm ? ["cell"] : Array.Empty<string>(),
    ];

    public override bool ReadsScalars(int index) => Operands[index] == "lengths";

    public override void Emit(CodeWriter writer)
    {
        bool toStart = Parts.Contains(RecurrenceGradient.Hidden);
        writer.Line($"// {Op.Describe()}: {Int(Time)} steps of {Int(Units)} units, backwards");
        writer.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        using (writer.Block($"private static void {MethodName}({Parameters}, nint from, nint to)"))
        {
            Start(writer, "state", Op.HasHidden ? "dHidden" : null);
            if (Op.HasDirect) Start(writer, "direct", null);
            if (Cell == RecurrentCell.Lstm) Start(writer, "cell", Op.HasCell ? "dCell" : null);
            using (writer.Block($"for (nint step = 0; step < {Int(Time)}; step++)"))
            {
                writer.Line($"{MethodName}_Cell({string.Join(", ", Operands)}, {(Op.Reverse ? "step" : $"{Int(Time - 1)} - step")}, from, to);");
                if (toStart) writer.Line($"{MethodName}_Product(rows, weight, state, from, to);");
                else if (Time > 1) writer.Line($"if (step < {Int(Time - 1)}) {MethodName}_Product(rows, weight, state, from, to);");
            }

            if (toStart && Op.HasDirect) writer.Line($"for (nint i = from * {Int(Units)}; i < to * {Int(Units)}; i++) dStartHidden[i] = state[i] + direct[i];");
            else if (toStart) writer.Line($"Copy.Run(state + from * {Int(Units)}, dStartHidden + from * {Int(Units)}, (to - from) * {Int(Units)});");
            if (Parts.Contains(RecurrenceGradient.CellState)) writer.Line($"Copy.Run(cell + from * {Int(Units)}, dStartCell + from * {Int(Units)}, (to - from) * {Int(Units)});");
        }

        EmitCells(writer, EmitRow);
        if (!toStart && Time == 1) return;
        writer.Line();
        Product.Emit(writer);
    }

    private void Start(CodeWriter writer, string state, string? given)
    {
        if (given is not null) writer.Line($"Copy.Run({given} + from * {Int(Units)}, {state} + from * {Int(Units)}, (to - from) * {Int(Units)});");
        else writer.Line($"for (nint row = from; row < to; row++) new Span<float>({Row(state, Units)}, {Int(Units)}).Clear();");
    }

    private void EmitRow(CodeWriter writer, SimdForm form)
    {
        bool gates = Parts.Contains(RecurrenceGradient.Gates), product = Parts.Contains(RecurrenceGradient.Product);
        writer.Line($"float* dh = {Row("state", Units)}, d = {Row("rows", Width)};");
        if (Op.HasDirect) writer.Line($"float* past = {Row("direct", Units)};");
        if (gates) writer.Line($"float* dg = {Place("dGates", Width)};");
        if (product) writer.Line($"float* dp = {Place("dProduct", Width)};");
        if (Op.HasLengths)
        {
            using (writer.Block("if (place >= lengths[row])"))
            {
                Clear(writer, "d", Width);
                if (gates) Clear(writer, "dg", Width);
                if (product) Clear(writer, "dp", Width);
                Walk(writer, form, lanes => lanes.Store($"({lanes.Load("past")} + {lanes.Load("dh")})", "past"));
                writer.Line("continue;");
            }

            writer.Line();
        }

        int kept = Cell is RecurrentCell.Tanh or RecurrentCell.Relu ? 1 : Recurrence.KeptOf(Cell);
        writer.Line($"float* k = {Place("kept", Units * kept)};");
        if (Cell == RecurrentCell.Gru) writer.Line($"float* before = {Place("previous", Units)};");
        if (Op.HasOutput) writer.Line($"float* dy = {Place("dOutput", Units)};");
        if (Cell == RecurrentCell.Lstm) writer.Line($"float* dc = {Row("cell", Units)};");
        Walk(writer, form, EmitLanes);
    }

    private void EmitLanes(CellLanes lanes)
    {
        string one = lanes.Number(1f), zero = lanes.Number(0f);
        if (Time > 1)
        {
            int kept = Cell is RecurrentCell.Tanh or RecurrentCell.Relu ? 1 : Recurrence.KeptOf(Cell);
            lanes.Prefetch("k", NextPlace(Units * kept, !Op.Reverse), kept);
            if (Parts.Contains(RecurrenceGradient.Gates)) lanes.Prefetch("dg", NextPlace(Width, !Op.Reverse), Recurrence.Gates(Cell));
        }

        lanes.Let("dNext", lanes.Load("dh") + (Op.HasDirect ? " + " + lanes.Load("past") : "") + (Op.HasOutput ? " + " + lanes.Load("dy") : ""));
        switch (Cell)
        {
            case RecurrentCell.Tanh:
                lanes.Let("y", lanes.Load("k"));
                Store(0, $"dNext * ({one} - y * y)");
                break;
            case RecurrentCell.Relu:
                Store(0, lanes.Form.Select(lanes.Form.Greater(lanes.Load("k"), zero), "dNext", zero));
                break;
            case RecurrentCell.Lstm:
                string[] names = ["i", "f", "g", "o", "memory"];
                for (int block = 0; block < names.Length; block++) lanes.Let(names[block], lanes.Load("k", block));
                lanes.Let("squashed", lanes.Tanh("f * memory + i * g"));
                lanes.Let("dMemory", $"{lanes.Load("dc")} + dNext * o * ({one} - squashed * squashed)");
                Store(0, $"dMemory * g * (i * ({one} - i))");
                Store(1, $"dMemory * memory * (f * ({one} - f))");
                Store(2, $"dMemory * i * ({one} - g * g)");
                Store(3, $"dNext * squashed * (o * ({one} - o))");
                lanes.Store("(dMemory * f)", "dc");
                break;
            default:
                string[] gates = ["r", "z", "n", "u"];
                for (int block = 0; block < gates.Length; block++) lanes.Let(gates[block], lanes.Load("k", block));
                lanes.Let("held", "dNext * z");
                lanes.Let("dn", $"(dNext - held) * ({one} - n * n)");
                Store(0, $"dn * u * (r * ({one} - r))");
                Store(1, $"dNext * ({lanes.Load("before")} - n) * (z * ({one} - z))");
                Store(2, "dn", "dn * r");
                break;
        }

        if (Op.HasDirect) lanes.Store(Cell == RecurrentCell.Gru ? "held" : zero, "past");

        // The row for the product, and both shares' gradients where somebody reads them.
        void Store(int gate, string input, string? product = null)
        {
            string name = "d" + Int(gate), through = product is null ? name : name + "Product";
            lanes.Let(name, input);
            if (product is not null) lanes.Let(through, product);
            lanes.Store(through, "d", gate);
            if (Parts.Contains(RecurrenceGradient.Gates)) lanes.Store(name, "dg", gate);
            if (Parts.Contains(RecurrenceGradient.Product)) lanes.Store(through, "dp", gate);
        }
    }
}
