using System.Globalization;

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

    /// <summary>Rows of two registers from which a loop takes two terms at a time.</summary>
    private const int RowsOfTwo = 4;

    /// <summary>Terms of a sum from which that is worth the text.</summary>
    private const int FewTerms = 8;

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
    /// <param name="isRest">Whether the tile takes what larger ones leave, and is not worth the text of a round of two terms.</param>
    /// <param name="asked">Pointers behind which rows lie as those of c do, whose lines are asked for before the sum, for its end. A sum that resumes reads c before its first term, so the next tile's are asked for.</param>
    /// <param name="finish">Prints what happens to an accumulator before it is stored, and gives the name of what is stored.</param>
    public static void Emit(
        CodeWriter writer, SimdForm form, string name, string parameters, int rows, int registers, string steps, TileStrides strides, int columns, Func<int, int, string> finish, string? resumes = null, bool ahead = false, bool isNear = false, bool lays = false, bool isRest = false, IReadOnlyList<string>? asked = null)
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
            foreach (string pointer in asked ?? [])
            {
                int first = pointer == "c" && resumes is not null ? rows : 0;
                for (int column = 0; column < registers * form.Lanes; column += LineFloats) writer.Line($"Prefetch.Rows({Address.Of(Place(pointer, first, column))}, {strides.RowC}, {Literals.Int(rows)});");
            }

            EmitSum();
            for (int r = 0; r < rows; r++)
            {
                for (int v = 0; v < registers; v++)
                {
                    string pointer = At(r, v);
                    string value = finish(r, v);
                    writer.Line(form.Store(value, pointer, columns) + ";");
                }
            }
        }

        void EmitSum()
        {
            bool isLiteral = IsLiteral(steps, out long number);
            if (isRest || (isLiteral && number < FewTerms) || !TakesTwo(writer, form, rows))
            {
                using (writer.Block($"for (nint k = 0; k < {steps}; k++)"))
                {
                    Step(0);
                    Advance(1);
                }

                return;
            }

            if (!isLiteral) writer.Line("nint k = 0;");
            using (writer.Block(isLiteral ? $"for (nint k = 0; k < {Literals.Int(number - (number % 2))}; k += 2)" : $"for (; k < {steps} - 1; k += 2)"))
            {
                Step(0);
                Step(1);
                Advance(2);
            }

            if (isLiteral && number % 2 == 0) return;
            ahead = false;
            using (writer.Block(isLiteral ? "// The last term." : $"if (k < {steps})")) Step(0);
        }

        // One term of all sums, at or behind the pointers.
        void Step(int step)
        {
            if (ahead)
            {
                for (int at = 0; at < registers * form.Lanes && !isNear; at += LineFloats) writer.Line($"Prefetch.Line({Address.Of(Plus("b + " + Times(StepsAhead + step, strides.RowB), at))});");
                // Lines of a that lie 2 KB apart are too many for a cache of 32 KB, as processors have whose registers are not wider.
                if (strides.RowAName is null && strides.StepA != "1" && form.Bits != 256) writer.Line($"Prefetch.Line({Address.Of("a + " + Times(StepsAhead + step, strides.StepA))});");
            }

            // A row alone reads each register of b once, so the multiply-add takes it from memory: with all sums in registers there is none left for it.
            bool isAlone = rows == 1;
            if (!isAlone)
            {
                for (int v = 0; v < registers; v++) writer.Line($"{(step == 0 ? "var " : "")}b{Literals.Int(v)} = {FactorB(step, v)};");
                for (int v = 0; v < registers && lays; v++) writer.Line($"{form.Store("b" + Literals.Int(v), Plus("panel", ((step * registers) + v) * form.Lanes))};");
            }

            for (int r = 0; r < rows; r++)
            {
                writer.Line($"{(r == 0 && step == 0 ? "var " : "")}x = {form.Broadcast(FactorA(step, r))};");
                for (int v = 0; v < registers; v++) writer.Line($"{Sum(r, v)} = {form.Fma("x", isAlone ? FactorB(step, v) : "b" + Literals.Int(v), Sum(r, v))};");
            }
        }

        void Advance(int taken)
        {
            if (strides.RowAName is null) writer.Line(taken == 1 && strides.StepA == "1" ? "a++;" : $"a += {Times(taken, strides.StepA)};");
            writer.Line($"b += {Times(taken, strides.RowB)};");
            if (lays) writer.Line($"panel += {Literals.Int(taken * registers * form.Lanes)};");
        }

        string FactorA(int step, int row)
        {
            if (strides.RowAName is not null) return $"a{(row == 0 ? "" : Literals.Int(row))}[k]";
            long place = row * strides.RowA;
            if (step == 0) return $"a[{Literals.Int(place)}]";
            return IsLiteral(strides.StepA, out long apart) ? $"a[{Literals.Int((step * apart) + place)}]" : $"a[{Times(step, strides.StepA)}{(place == 0 ? "" : " + " + Literals.Int(place))}]";
        }

        string FactorB(int step, int register)
        {
            int place = register * form.Lanes;
            if (step == 0) return form.Load(Plus("b", place));
            return form.Load(IsLiteral(strides.RowB, out long apart) ? Plus("b", (step * apart) + place) : Plus($"b + {Times(step, strides.RowB)}", place));
        }

        string At(int row, int register) => Place("c", row, register * form.Lanes);

        string Place(string pointer, int row, int column)
            => IsLiteral(strides.RowC, out long apart) ? Plus(pointer, (row * apart) + column) : Plus(row == 0 ? pointer : $"{pointer} + {Times(row, strides.RowC)}", column);
    }

    /// <summary>The accumulator of a row and a register of columns.</summary>
    public static string Sum(int row, int register) => $"c{Literals.Int(row)}_{Literals.Int(register)}";

    /// <summary>
    /// Whether a loop takes two terms at a time. A core that two hyperthreads share feeds each of them half of the instructions, three or four in a cycle: with 256-bit registers a step has twelve multiply-adds and eleven instructions beside
    /// them, and waits for its instructions there. A network of very many shapes does without, for the sake of its text.
    /// </summary>
    public static bool TakesTwo(CodeWriter writer, SimdForm form, int rows) => form.Bits == 256 && rows >= RowsOfTwo && !writer.SharesTiles;

    private static string Plus(string pointer, long offset) => offset == 0 ? pointer : $"{pointer} + {Literals.Int(offset)}";

    private static bool IsLiteral(string number, out long value) => long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    private static string Times(int rows, string stride) => IsLiteral(stride, out long literal) ? Literals.Int(rows * literal) : rows == 1 ? stride : $"{Literals.Int(rows)} * {stride}";
}
