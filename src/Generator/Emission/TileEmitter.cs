namespace NeuralNet.Gen.Generator.Emission;

/// <summary>Elements between neighbours, as C# writes them.</summary>
/// <param name="RowA">Between rows of a; 0 where <paramref name="RowAName"/> has it.</param>
/// <param name="StepA">Between steps of the sum in a.</param>
/// <param name="RowB">Between steps of the sum in b.</param>
/// <param name="RowC">Between rows of c.</param>
/// <param name="RowAName">A variable that holds the distance between rows of a, along which steps are neighbours.</param>
internal sealed record TileStrides(long RowA, string StepA, string RowB, string RowC, string? RowAName = null);

/// <summary>
/// Prints the heart of every product: a method that computes a tile of rows × registers. Accumulators are plain locals; the sum stays a loop, rows and
/// columns are unrolled.
/// </summary>
internal static class TileEmitter
{
    /// <summary>Numbers of a cache line.</summary>
    private const int LineFloats = 16;

    /// <summary>Steps of the sum between the wish for a row of b and its use: about the time that a third-level cache takes.</summary>
    private const int StepsAhead = 16;

    /// <summary>The accumulators, empty: a few rows to a line.</summary>
    public static void DeclareSums(CodeWriter writer, SimdForm form, int rows, int registers)
    {
        const int RowsOfLine = 4, Few = 3;
        string zero = form.Constant(0f);
        if (rows * registers > Few)
        {
            writer.Line($"var zero = {zero};");
            zero = "zero";
        }

        for (int first = 0; first < rows; first += RowsOfLine)
        {
            IEnumerable<string> sums = from r in Enumerable.Range(first, Math.Min(RowsOfLine, rows - first)) from v in Enumerable.Range(0, registers) select $"{Sum(r, v)} = {zero}";
            writer.Line($"{form.Type} {string.Join(", ", sums)};");
        }
    }

    /// <param name="parameters">Of the method; pointers a, b and c among them.</param>
    /// <param name="steps">The number of terms.</param>
    /// <param name="columns">Columns stored of a register: all of them, or fewer where c is narrower.</param>
    /// <param name="resumes">A condition, in C#, under which c already holds the sums of earlier terms and the chains go on from there.</param>
    /// <param name="ahead">Whether rows of b, and of a where each step has one, are asked for some steps before they are read.</param>
    /// <param name="isNear">Whether b lies side by side, where the hardware foresees what is read next, and need not be asked for.</param>
    /// <param name="lays">Whether what is read of b is stored behind a pointer named panel, row behind row, for the tiles that follow.</param>
    /// <param name="finish">Prints what happens to an accumulator before it is stored, and gives the name of what is stored.</param>
    public static void Emit(
        CodeWriter writer, SimdForm form, string name, string parameters, int rows, int registers, string steps, TileStrides strides, int columns, Func<int, int, string> finish, string? resumes = null, bool ahead = false, bool isNear = false, bool lays = false)
    {
        writer.Line();
        writer.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        using (writer.Block($"private static void {name}({parameters})"))
        {
            DeclareSums(writer, form, rows, registers);
            if (resumes is not null)
            {
                using (writer.Block($"if ({resumes})"))
                {
                    for (int r = 0; r < rows; r++)
                        writer.Line(string.Join(" ", Enumerable.Range(0, registers).Select(v => $"{Sum(r, v)} = {form.Load(At(r, v))};")));
                }

                writer.Line();
            }

            if (strides.RowAName is { } apart && rows > 1)
                writer.Line($"float* {string.Join(", ", Enumerable.Range(1, rows - 1).Select(r => $"a{Literals.Int(r)} = {(r == 1 ? "a" : "a" + Literals.Int(r - 1))} + {apart}"))};");
            using (writer.Block($"for (nint k = 0; k < {steps}; k++)"))
            {
                if (ahead)
                {
                    for (int at = 0; at < registers * form.Lanes && !isNear; at += LineFloats) writer.Line($"Prefetch.Line(b + {Times(StepsAhead, strides.RowB)}{(at == 0 ? "" : " + " + Literals.Int(at))});");
                    if (strides.RowAName is null && strides.StepA != "1") writer.Line($"Prefetch.Line(a + {Times(StepsAhead, strides.StepA)});");
                }

                // A row alone reads each register of b once, so the multiply-add takes it from memory: with all sums in registers there is none left for it.
                bool isAlone = rows == 1;
                if (!isAlone)
                {
                    for (int v = 0; v < registers; v++) writer.Line($"var b{Literals.Int(v)} = {FactorB(v)};");
                    for (int v = 0; v < registers && lays; v++) writer.Line($"{form.Store("b" + Literals.Int(v), v == 0 ? "panel" : $"panel + {Literals.Int(v * form.Lanes)}")};");
                }

                for (int r = 0; r < rows; r++)
                {
                    writer.Line($"{(r == 0 ? "var " : "")}x = {form.Broadcast(strides.RowAName is null ? $"a[{Literals.Int(r * strides.RowA)}]" : $"a{(r == 0 ? "" : Literals.Int(r))}[k]")};");
                    for (int v = 0; v < registers; v++) writer.Line($"{Sum(r, v)} = {form.Fma("x", isAlone ? FactorB(v) : "b" + Literals.Int(v), Sum(r, v))};");
                }

                if (strides.RowAName is null) writer.Line(strides.StepA == "1" ? "a++;" : $"a += {strides.StepA};");
                writer.Line($"b += {strides.RowB};");
                if (lays) writer.Line($"panel += {Literals.Int(registers * form.Lanes)};");
            }

            for (int r = 0; r < rows; r++)
            {
                for (int v = 0; v < registers; v++)
                {
                    string pointer = At(r, v);
                    string value = finish(r, v);
                    writer.Line(columns == form.Lanes ? form.Store(value, pointer) + ";" : $"LaneStore.Partial({value}, {pointer}, {Literals.Int(columns)});");
                }
            }
        }

        string FactorB(int register) => form.Load(register == 0 ? "b" : $"b + {Literals.Int(register * form.Lanes)}");

        string At(int row, int register) => "c" + (row == 0 ? "" : $" + {Times(row, strides.RowC)}") + (register == 0 ? "" : $" + {Literals.Int(register * form.Lanes)}");
    }

    /// <summary>The accumulator of a row and a register of columns.</summary>
    public static string Sum(int row, int register) => $"c{Literals.Int(row)}_{Literals.Int(register)}";

    private static string Times(int rows, string stride)
        => long.TryParse(stride, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out long literal) ? Literals.Int(rows * literal) : $"{Literals.Int(rows)} * {stride}";
}
