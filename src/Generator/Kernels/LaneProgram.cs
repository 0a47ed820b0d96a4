using System.Text;
using NeuralNet.Gen.Generator.Emission;
using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Model;
using NeuralNet.Gen.Generator.Ops;

namespace NeuralNet.Gen.Generator.Kernels;

/// <summary>How an operand lies against the rows and columns that a kernel walks.</summary>
internal enum OperandShape
{
    /// <summary>[rows, columns].</summary>
    Full,

    /// <summary>[rows, 1]: one number for a row.</summary>
    PerRow,

    /// <summary>[columns]: the same for every row.</summary>
    PerColumn,

    /// <summary>[…, columns] with some of the rows' dimensions: a <see cref="RowMap"/> says where each row's numbers are.</summary>
    Strided,

    /// <summary>[…, 1] with some of the rows' dimensions: a <see cref="RowMap"/> says where each row's one number is.</summary>
    StridedOne,

    /// <summary>One number.</summary>
    Single,

    /// <summary>Integers, one for a row: a <see cref="RowMap"/> says where.</summary>
    Label,
}

/// <summary>One dimension of an operand, or several neighbours: row / divisor % modulus · stride; no modulus where it is 0.</summary>
internal sealed record RowTerm(int Divisor, int Modulus, int Stride);

/// <summary>Where an operand's part for a row begins: the sum of terms. It says how an operand of fewer dimensions is broadcast.</summary>
internal sealed record RowMap(EquatableArray<RowTerm> Terms)
{
    public static RowMap None { get; } = new(default(EquatableArray<RowTerm>));

    public string Offset(string row) => Terms.Count == 0 ? "0" : string.Join(" + ", Terms.Select(t => row
        + (t.Divisor == 1 ? "" : $" / {Literals.Int(t.Divisor)}")
        + (t.Modulus == 0 ? "" : $" % {Literals.Int(t.Modulus)}")
        + (t.Stride == 1 ? "" : $" * {Literals.Int(t.Stride)}")));

    public override string ToString() => Offset("row");
}

/// <summary>What kind of variable holds a statement's result.</summary>
internal enum StatementRank
{
    /// <summary>The same for all rows and columns.</summary>
    Uniform,

    /// <summary>One number for a row.</summary>
    PerRow,

    /// <summary>A register for each chunk of columns.</summary>
    Full,
}

/// <summary>One operation; inputs count operands first, then statements.</summary>
/// <param name="IsMask">The result is a mask: all bits set or none in each lane; a boolean where it is one number.</param>
internal sealed record Statement(Op Op, EquatableArray<int> Inputs, StatementRank Rank, bool IsMask = false);

/// <summary>Straight-line lane arithmetic over one row: what fusion puts into one kernel.</summary>
/// <param name="Maps">For each operand where a row's numbers are, if its shape does not say.</param>
/// <param name="Results">Numbers of the statements (or operands) that are stored.</param>
internal sealed record LaneProgram(EquatableArray<OperandShape> Operands, EquatableArray<RowMap> Maps, EquatableArray<Statement> Statements, EquatableArray<int> Results)
{
    public bool HasReductions => Statements.Any(s => s.Op is Reduce);

    /// <summary>Whether a statement asks for its row or column.</summary>
    public bool HasPlaces => Statements.Any(s => s.Op is LabelMask or LengthMask or CausalMask);

    public Statement StatementAt(int index) => Statements[index - Operands.Count];

    public bool IsStatement(int index) => index >= Operands.Count;

    public StatementRank RankOf(int index) => IsStatement(index) ? StatementAt(index).Rank : Operands[index] switch
    {
        OperandShape.Single => StatementRank.Uniform,
        OperandShape.PerRow or OperandShape.StridedOne or OperandShape.Label => StatementRank.PerRow,
        _ => StatementRank.Full,
    };

    /// <summary>Whether 1/batch is read.</summary>
    public bool NeedsBatch => Statements.Any(s => s.Op is InverseBatch);

    /// <summary>Names the work in a method name: the distinct ops in order, and a hash where they do not say all.</summary>
    public string Signature
    {
        get
        {
            var names = new List<string>();
            foreach (Statement statement in Statements)
            {
                string name = string.Concat(statement.Op.Name.Split('_').Select(part => char.ToUpperInvariant(part[0]) + part.Substring(1)));
                if (statement.Op is not (Constant or InverseBatch or Expand)) names.Add(name);
            }

            if (names.Count == 0) names.Add("Expand");
            string all = string.Concat(names.Count <= 4 ? names : [.. names.Take(2), "Etc", names[names.Count - 1]]);
            return all + "_" + Fingerprint;
        }
    }

    /// <summary>Four hexadecimal digits of the whole program, stable between builds and machines.</summary>
    private string Fingerprint
    {
        get
        {
            var text = new StringBuilder();
            foreach (OperandShape operand in Operands) text.Append(operand).Append(' ');
            foreach (RowMap map in Maps) text.Append(map).Append(' ');
            foreach (Statement statement in Statements) text.Append(statement.Op.Describe()).Append(statement.Inputs).Append(statement.Rank).Append(' ');
            text.Append(Results);
            uint hash = 2166136261;
            foreach (char c in text.ToString()) hash = unchecked((hash ^ c) * 16777619);
            return ((hash >> 16) ^ (hash & 0xFFFF)).ToString("x4", System.Globalization.CultureInfo.InvariantCulture);
        }
    }

    /// <summary>The variable that holds a statement.</summary>
    public string NameOf(int index) => StatementAt(index).Op.Name.Split('_')[0] + Literals.Int(index);

    /// <summary>
    /// Prints full statements for one chunk and returns the names that hold them.
    /// </summary>
    /// <param name="names">Gives the expression of an input in this chunk; filled for each statement printed.</param>
    public void EmitFull(CodeWriter writer, SimdForm form, int index, string suffix, Func<int, string> names, int firstColumn, string columnVariable)
    {
        Statement statement = StatementAt(index);
        string name = NameOf(index) + suffix;
        if (statement.Op is LabelMask or LengthMask or CausalMask)
        {
            string offset = columnVariable.Length == 0 ? Literals.Int(firstColumn) : firstColumn == 0 ? $"(int){columnVariable}" : $"(int){columnVariable} + {Literals.Int(firstColumn)}";
            if (statement.Op is CausalMask causal)
            {
                writer.Line($"var {name} = {form.Class}.LessThanOrEqual({form.Class}<int>.Indices + {form.Class}.Create({offset}), {form.Class}.Create((int)(row % {Literals.Int(causal.Time)}))).AsSingle();");
                return;
            }

            if (statement.Op is LengthMask)
            {
                writer.Line($"var {name} = {form.Class}.LessThan({form.Class}<int>.Indices + {form.Class}.Create({offset}), {form.Class}.Create({names(statement.Inputs[0])})).AsSingle();");
                return;
            }

            writer.Line($"var {name} = {form.Class}.Equals({form.Class}<int>.Indices + {form.Class}.Create({offset}), {form.Class}.Create({names(statement.Inputs[0])})).AsSingle();");
            return;
        }

        writer.Line($"var {name} = {((ElementwiseOp)statement.Op).Emit(form, [.. statement.Inputs.Select(names)])};");
    }
}
