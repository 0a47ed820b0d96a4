using NeuralNet.Gen.Generator.Kernels;
using NeuralNet.Gen.Generator.Ops;

namespace NeuralNet.Gen.Generator.Emission;

/// <summary>
/// Prints what happens to a product's accumulator before it is stored, as a method for each register width that the compiler puts in place. Products of all shapes share it.
/// </summary>
internal static class EpilogueEmitter
{
    /// <summary>The expression of the finished accumulator.</summary>
    /// <param name="pointers">For operands 1, 2, … the place of the number, or of the first of the register's numbers.</param>
    public static string Call(LaneProgram program, SimdForm form, string sum, Func<int, string> pointers)
    {
        IEnumerable<string> arguments = Enumerable.Range(1, program.Operands.Count - 1).Select(i => Address.Of(pointers(i)));
        return $"{Name(program, form)}({string.Join(", ", arguments.Prepend(sum))}{(program.NeedsBatch ? ", batch" : "")})";
    }

    public static void Emit(CodeWriter writer, LaneProgram program)
    {
        IEnumerable<string> steps = program.Statements.Where(s => s.Op is not (Constant or Expand)).Select(s => s.Op.Describe());
        writer.Line($"// a finished sum: {string.Join(", ", steps)}");
        bool first = true;
        foreach (SimdForm form in new[] { SimdForm.V512, SimdForm.V256, SimdForm.V128, SimdForm.Scalar })
        {
            if (!first) writer.Line();
            first = false;
            string operands = string.Concat(Enumerable.Range(1, program.Operands.Count - 1).Select(i => $", float* x{Literals.Int(i)}"));
            writer.Line("[MethodImpl(MethodImplOptions.AggressiveInlining)]");
            using (writer.Block($"private static {form.Type} {Name(program, form)}({form.Type} sum{operands}{(program.NeedsBatch ? ", nint batch" : "")})"))
            {
                for (int i = program.Operands.Count; i < program.Operands.Count + program.Statements.Count; i++)
                {
                    if (program.StatementAt(i).Op is not Constant) program.EmitFull(writer, form, i, "", index => ValueOf(program, form, index), 0, "");
                }

                writer.Line($"return {ValueOf(program, form, program.Results[0])};");
            }
        }
    }

    private static string Name(LaneProgram program, SimdForm form) => $"Finish_{program.Signature}_{form.Suffix}";

    private static string ValueOf(LaneProgram program, SimdForm form, int index)
    {
        if (index == 0) return "sum";
        if (program.IsStatement(index)) return program.StatementAt(index).Op is Constant constant ? form.Constant(constant.Value) : program.NameOf(index);
        string x = "x" + Literals.Int(index);
        return program.Operands[index] is OperandShape.Full or OperandShape.PerColumn ? form.Load(x) : form.Broadcast("*" + x);
    }
}
