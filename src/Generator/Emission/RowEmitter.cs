using NeuralNet.Gen.Generator.Kernels;
using NeuralNet.Gen.Generator.Ops;

namespace NeuralNet.Gen.Generator.Emission;

/// <summary>
/// Prints a <see cref="RowKernel"/>. Flat kernels are one loop over all numbers. Others walk rows: narrow rows stay in registers; wide rows are
/// walked once for each level of reductions, 16 logical lanes at a time.
/// </summary>
internal sealed class RowEmitter
{
    /// <summary>Registers a row may take to be kept in them.</summary>
    private const int MostRegisters = 4;

    /// <summary>Columns up to which a costly value is kept for a later walk; beyond, it is computed again.</summary>
    private const int MostScratch = 8192;

    private static readonly SimdForm[] Forms = [SimdForm.V512, SimdForm.V256, SimdForm.V128];

    private readonly CodeWriter _writer;
    private readonly RowKernel _kernel;
    private readonly LaneProgram _program;
    private readonly SimdForm _form;
    private readonly int[] _levels;
    private readonly HashSet<int> _scratch = [];

    private RowEmitter(CodeWriter writer, RowKernel kernel, SimdForm form)
    {
        _writer = writer;
        _kernel = kernel;
        _program = kernel.Program;
        _form = form;
        _levels = new int[_program.Operands.Count + _program.Statements.Count];
        for (int i = _program.Operands.Count; i < _levels.Length; i++)
        {
            Statement statement = _program.StatementAt(i);
            int level = statement.Inputs.Count == 0 ? 0 : statement.Inputs.Max(input => _levels[input]);
            _levels[i] = statement.Op is Reduce ? level + 1 : level;
        }
    }

    /// <summary>Numbers from one row to the next.</summary>
    private string Width => _kernel.IsAnyWidth ? "columns" : Literals.Int(_kernel.Columns);

    private static string Parameters(RowKernel kernel)
    {
        LaneProgram program = kernel.Program;
        IEnumerable<string> reads = program.Operands.Select((shape, i) => $"{(shape == OperandShape.Label ? "int" : "float")}* x{Literals.Int(i)}");
        IEnumerable<string> writes = program.Results.Select((_, i) => $"float* y{Literals.Int(i)}");
        return string.Join(", ", reads.Concat(writes)) + ", nint from, nint to" + (program.NeedsBatch ? ", nint batch" : "") + (kernel.IsAnyWidth ? ", nint columns" : "");
    }

    private static string Arguments(RowKernel kernel)
        => string.Join(", ", kernel.Program.Operands.Select((_, i) => "x" + Literals.Int(i)).Concat(kernel.Program.Results.Select((_, i) => "y" + Literals.Int(i))))
            + ", from, to" + (kernel.Program.NeedsBatch ? ", batch" : "") + (kernel.IsAnyWidth ? ", columns" : "");

    public static void Emit(CodeWriter writer, RowKernel kernel)
    {
        IEnumerable<string> steps = kernel.Program.Statements.Where(s => s.Op is not (Constant or Expand)).Select(s => s.Op.Describe());
        writer.Line(kernel.IsFlat ? $"// number by number: {string.Join(", ", steps)}" : $"// [rows, {(kernel.IsAnyWidth ? "columns" : Literals.Int(kernel.Columns))}]: {string.Join(", ", steps)}");
        if (kernel.IsFlat)
        {
            EmitFlat(writer, kernel);
            return;
        }

        using (writer.Block($"private static void {kernel.MethodName}({Parameters(kernel)})"))
        {
            writer.Line($"if (Vector512.IsHardwareAccelerated) {kernel.MethodName}_512({Arguments(kernel)});");
            writer.Line($"else if (Vector256.IsHardwareAccelerated) {kernel.MethodName}_256({Arguments(kernel)});");
            writer.Line($"else {kernel.MethodName}_128({Arguments(kernel)});");
        }

        foreach (SimdForm form in Forms)
        {
            writer.Line();
            writer.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization), SkipLocalsInit]");
            using (writer.Block($"private static void {kernel.MethodName}_{form.Suffix}({Parameters(kernel)})")) new RowEmitter(writer, kernel, form).EmitRows();
        }
    }

    private static void EmitFlat(CodeWriter writer, RowKernel kernel)
    {
        writer.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        using (writer.Block($"private static void {kernel.MethodName}({Parameters(kernel)})"))
        {
            writer.Line("nint i = from, end = to;");
            bool runsOver = kernel.Rows.IsBatched && !kernel.IsExact;
            foreach (SimdForm form in kernel.IsShort ? [] : kernel.IsFew ? [SimdForm.V128] : Forms)
            {
                // Buffers with a batch dimension are padded to whole registers, so the last one may run over; others end exactly.
                string bound = runsOver ? "i < end" : $"i <= end - {Literals.Int(form.Lanes)}";
                string last = form == SimdForm.V128 ? "" : $"if ({form.Class}.IsHardwareAccelerated)";
                using (writer.Block(last.Length == 0 ? "// 128 bits" : last))
                {
                    var emitter = new RowEmitter(writer, kernel, form);
                    emitter.EmitUniform();
                    using (writer.Block($"for (; {bound}; i += {Literals.Int(form.Lanes)})")) emitter.EmitFlatBody();
                    if (runsOver && last.Length > 0) writer.Line("return;");
                }

                writer.Line();
            }

            if (runsOver) return;
            using (writer.Block("for (; i < end; i++)"))
            {
                var emitter = new RowEmitter(writer, kernel, SimdForm.Scalar);
                emitter.EmitUniform();
                emitter.EmitFlatBody();
            }
        }
    }

    private void EmitFlatBody()
    {
        for (int i = 0; i < _program.Operands.Count; i++)
        {
            if (_program.Operands[i] == OperandShape.Full) _writer.Line($"var x{Literals.Int(i)}_0 = {_form.Load($"x{Literals.Int(i)} + i")};");
        }

        for (int i = _program.Operands.Count; i < _levels.Length; i++)
        {
            if (_program.RankOf(i) == StatementRank.Full) _program.EmitFull(_writer, _form, i, "_0", input => NameOf(input, "_0"), 0, "");
        }

        for (int i = 0; i < _program.Results.Count; i++) _writer.Line(_form.Store(NameOf(_program.Results[i], "_0"), $"y{Literals.Int(i)} + i") + ";");
    }

    /// <summary>The variable or constant that stands for a value in the chunk with the given suffix.</summary>
    private string NameOf(int index, string suffix)
    {
        if (_program.IsStatement(index) && _program.StatementAt(index).Op is Constant constant) return _form.Constant(constant.Value);
        string name = _program.IsStatement(index) ? _program.NameOf(index) : "x" + Literals.Int(index);
        if (!_program.IsStatement(index) && _program.Operands[index] == OperandShape.Label) return name + "Row";
        if (_program.RankOf(index) == StatementRank.Full) return name + suffix;
        return _form.IsScalar ? ScalarName(index) : name + "All";
    }

    /// <summary>The variable or literal that holds a single number.</summary>
    private string ScalarName(int index)
    {
        if (_program.IsStatement(index)) return _program.StatementAt(index).Op is Constant constant ? SimdForm.Scalar.Constant(constant.Value) : _program.NameOf(index);
        return $"x{Literals.Int(index)}{(_program.Operands[index] == OperandShape.Single ? "One" : "Row")}";
    }

    private bool IsReadByFull(int index)
        => _program.Statements.Any(s => s.Rank == StatementRank.Full && s.Op is not (LabelMask or LengthMask) && s.Inputs.Contains(index));

    /// <summary>Copies a single number into all lanes where full statements read it.</summary>
    private void EmitBroadcast(int index)
    {
        if (_form.IsScalar || !IsReadByFull(index)) return;
        string name = _program.IsStatement(index) ? _program.NameOf(index) : "x" + Literals.Int(index);
        bool isMask = _program.IsStatement(index) && _program.StatementAt(index).IsMask;
        _writer.Line($"var {name}All = {(isMask ? _form.BroadcastMask(ScalarName(index)) : _form.Broadcast(ScalarName(index)))};");
    }

    private void EmitScalar(int index)
    {
        Statement statement = _program.StatementAt(index);
        if (statement.Op is Constant) return;
        _writer.Line($"{(statement.IsMask ? "bool" : "float")} {_program.NameOf(index)} = {((ElementwiseOp)statement.Op).Emit(SimdForm.Scalar, [.. statement.Inputs.Select(ScalarName)])};");
        EmitBroadcast(index);
    }

    private void EmitUniform()
    {
        for (int i = 0; i < _program.Operands.Count; i++)
        {
            if (_program.Operands[i] != OperandShape.Single) continue;
            _writer.Line($"float x{Literals.Int(i)}One = *x{Literals.Int(i)};");
            EmitBroadcast(i);
        }

        for (int i = _program.Operands.Count; i < _levels.Length; i++)
        {
            if (_program.RankOf(i) == StatementRank.Uniform) EmitScalar(i);
        }
    }

    private void EmitRows()
    {
        int columns = _kernel.Columns, registers = (columns + _form.Lanes - 1) / _form.Lanes, tail = columns % _form.Lanes;
        bool inRegisters = registers <= MostRegisters;
        EmitUniform();
        if (tail != 0 && _program.HasReductions) _writer.Line($"var inside = {_form.FirstLanes(tail)};");
        if (!inRegisters) FindScratch();
        foreach (int index in _scratch.OrderBy(i => i)) _writer.Line($"float* {_program.NameOf(index)}Kept = stackalloc float[{Literals.Int(columns + SimdForm.LogicalLanes)}];");
        using (_writer.Block("for (nint row = from; row < to; row++)"))
        {
            for (int i = 0; i < _program.Operands.Count; i++)
            {
                string name = "x" + Literals.Int(i);
                if (_program.Operands[i] == OperandShape.Full) _writer.Line($"float* {name}Row = {name} + row * {Width};");
                if (_program.Operands[i] == OperandShape.Strided) _writer.Line($"float* {name}Row = {name} + {_program.Maps[i].Offset("row")};");
                if (_program.Operands[i] is OperandShape.PerRow or OperandShape.StridedOne or OperandShape.Label)
                {
                    string place = _program.Operands[i] == OperandShape.PerRow ? "row" : _program.Maps[i].Offset("row");
                    _writer.Line($"{(_program.Operands[i] == OperandShape.Label ? "int" : "float")} {name}Row = {name}[{place}];");
                    if (_program.Operands[i] != OperandShape.Label) EmitBroadcast(i);
                }
            }

            int last = _levels.Max();
            for (int level = 0; level <= last; level++) EmitLevel(level, inRegisters);
            for (int i = 0; i < _program.Results.Count; i++)
            {
                if (_program.RankOf(_program.Results[i]) != StatementRank.Full) _writer.Line($"y{Literals.Int(i)}[row] = {ScalarName(_program.Results[i])};");
            }
        }
    }

    /// <summary>Values that a walk computes at some cost and a later walk reads again.</summary>
    private void FindScratch()
    {
        if (_kernel.Columns > MostScratch) return;
        for (int level = 0; level <= _levels.Max(); level++)
        {
            foreach (int index in Needed(level))
            {
                if (_levels[index] < level && _program.StatementAt(index).Op is ElementwiseOp { IsCheap: false }) _scratch.Add(index);
            }
        }
    }

    private IEnumerable<int> ReductionsAt(int level)
        => Enumerable.Range(_program.Operands.Count, _program.Statements.Count).Where(i => _program.StatementAt(i).Op is Reduce && _levels[i] == level + 1);

    /// <summary>Full statements that a walk needs, in order. A value kept from an earlier walk stands for all it was computed from.</summary>
    private List<int> Needed(int level)
    {
        var needed = new SortedSet<int>();
        var open = new Stack<int>(ReductionsAt(level).Select(i => _program.StatementAt(i).Inputs[0]).Concat(_program.Results.Where(r => _levels[r] == level)));
        while (open.Count > 0)
        {
            int index = open.Pop();
            if (!_program.IsStatement(index) || _program.RankOf(index) != StatementRank.Full || !needed.Add(index)) continue;
            if (_scratch.Contains(index) && _levels[index] < level) continue;
            foreach (int input in _program.StatementAt(index).Inputs) open.Push(input);
        }

        return [.. needed];
    }

    private void EmitLevel(int level, bool inRegisters)
    {
        for (int i = _program.Operands.Count; i < _levels.Length; i++)
        {
            if (_program.RankOf(i) == StatementRank.PerRow && _levels[i] == level && _program.StatementAt(i).Op is not Reduce) EmitScalar(i);
        }

        int columns = _kernel.Columns, lanes = _kernel.IsAnyWidth ? _form.Lanes : SimdForm.LogicalLanes;
        List<int> needed = Needed(level);
        int[] reductions = [.. ReductionsAt(level)], stored = [.. _program.Results.Where(r => _levels[r] == level && _program.RankOf(r) == StatementRank.Full)];
        if (reductions.Length == 0 && stored.Length == 0) return;
        if (inRegisters)
        {
            // Every value is computed once; later levels find it in its register.
            List<int> fresh = [.. Enumerable.Range(_program.Operands.Count, _program.Statements.Count).Where(i => _program.RankOf(i) == StatementRank.Full && _levels[i] == level)];
            int registers = (columns + _form.Lanes - 1) / _form.Lanes;
            for (int r = 0; r < registers; r++) EmitChunk(fresh, level == 0 ? AllFullOperands() : [], "_" + Literals.Int(r), "", r * _form.Lanes, level);
            foreach (int reduction in reductions) EmitRegisterReduction(reduction, registers);
            EmitStores(stored, Enumerable.Range(0, registers), r => "_" + Literals.Int(r), r => Literals.Int(r * _form.Lanes), r => columns - (r * _form.Lanes));
            return;
        }

        foreach (int reduction in reductions)
        {
            for (int s = 0; s < _form.Group; s++) _writer.Line($"var {Accumulator(reduction, s)} = {Identity(reduction)};");
        }

        IEnumerable<int> operands = OperandsOf(needed, reductions, stored, level);
        int whole = columns / lanes * lanes;
        if (whole > 0)
        {
            using (_writer.Block($"for (nint column = 0; column < {(_kernel.IsAnyWidth ? Width : Literals.Int(whole))}; column += {Literals.Int(lanes)})")) EmitWalk(needed, operands, reductions, stored, "column", 0, level);
        }

        if (whole < columns)
        {
            using (_writer.Block("// the last columns")) EmitWalk(needed, operands, reductions, stored, "", whole, level);
        }

        foreach (int reduction in reductions) EmitTree(reduction);
    }

    private void EmitWalk(List<int> needed, IEnumerable<int> operands, int[] reductions, int[] stored, string column, int first, int level)
    {
        for (int s = 0; s < (_kernel.IsAnyWidth ? 1 : _form.Group); s++)
        {
            int offset = first + (s * _form.Lanes), valid = column.Length > 0 ? _form.Lanes : Math.Min(_form.Lanes, _kernel.Columns - offset);
            if (valid <= 0) break;
            string suffix = "_" + Literals.Int(s);
            EmitChunk(needed, operands, suffix, column, offset, level);
            foreach (int reduction in reductions)
            {
                string value = NameOf(_program.StatementAt(reduction).Inputs[0], suffix), accumulator = Accumulator(reduction, s);
                if (valid < _form.Lanes) value = _form.Select("inside", value, Identity(reduction));
                _writer.Line(Accumulate(reduction, accumulator, value));
            }

            EmitStores(stored, [s], _ => suffix, _ => column.Length > 0 ? (offset == 0 ? "column" : $"column + {Literals.Int(offset)}") : Literals.Int(offset), _ => valid);
            foreach (int index in needed.Where(i => _scratch.Contains(i) && _levels[i] == level))
                _writer.Line(_form.Store(NameOf(index, suffix), $"{_program.NameOf(index)}Kept + {Column(column, offset)}") + ";");
        }
    }

    /// <summary>Loads operands and computes statements for one register of columns.</summary>
    private void EmitChunk(List<int> statements, IEnumerable<int> operands, string suffix, string column, int offset, int level)
    {
        foreach (int operand in operands)
        {
            string name = "x" + Literals.Int(operand), pointer = _program.Operands[operand] is OperandShape.Full or OperandShape.Strided ? name + "Row" : name;
            _writer.Line($"var {name}{suffix} = {_form.Load($"{pointer} + {Column(column, offset)}")};");
        }

        foreach (int index in statements)
        {
            if (_scratch.Contains(index) && _levels[index] < level)
                _writer.Line($"var {_program.NameOf(index)}{suffix} = {_form.Load($"{_program.NameOf(index)}Kept + {Column(column, offset)}")};");
            else
                _program.EmitFull(_writer, _form, index, suffix, input => NameOf(input, suffix), offset, column);
        }
    }

    private static string Column(string column, int offset) => column.Length == 0 ? Literals.Int(offset) : offset == 0 ? column : $"{column} + {Literals.Int(offset)}";

    private IEnumerable<int> AllFullOperands() => Enumerable.Range(0, _program.Operands.Count).Where(IsColumnOperand);

    private bool IsColumnOperand(int index) => !_program.IsStatement(index) && _program.Operands[index] is OperandShape.Full or OperandShape.PerColumn or OperandShape.Strided;

    private IEnumerable<int> OperandsOf(List<int> needed, int[] reductions, int[] stored, int level)
    {
        IEnumerable<int> computed = needed.Where(i => !(_scratch.Contains(i) && _levels[i] < level));
        IEnumerable<int> read = computed.SelectMany(i => _program.StatementAt(i).Inputs).Concat(reductions.SelectMany(r => _program.StatementAt(r).Inputs)).Concat(stored);
        return read.Where(i => !_program.IsStatement(i) && IsColumnOperand(i)).Distinct().OrderBy(i => i).ToArray();
    }

    private void EmitStores(int[] stored, IEnumerable<int> registers, Func<int, string> suffix, Func<int, string> column, Func<int, int> valid)
    {
        foreach (int index in stored)
        {
            for (int y = 0; y < _program.Results.Count; y++)
            {
                if (_program.Results[y] != index) continue;
                foreach (int r in registers)
                {
                    string value = NameOf(index, suffix(r)), pointer = $"y{Literals.Int(y)} + row * {Width} + {column(r)}";
                    int count = Math.Min(valid(r), _form.Lanes);
                    _writer.Line(_form.Store(value, pointer, count) + ";");
                }
            }
        }
    }

    private string Accumulator(int reduction, int s) => $"{_program.NameOf(reduction)}_{Literals.Int(s)}";

    private string Identity(int reduction) => _form.Constant(((Reduce)_program.StatementAt(reduction).Op).Kind == ReduceKind.Sum ? 0f : float.NegativeInfinity);

    private string Accumulate(int reduction, string accumulator, string value)
        => ((Reduce)_program.StatementAt(reduction).Op).Kind == ReduceKind.Sum ? $"{accumulator} += {value};" : $"{accumulator} = VectorMath.Max({accumulator}, {value});";

    private void EmitRegisterReduction(int reduction, int registers)
    {
        int input = _program.StatementAt(reduction).Inputs[0];
        for (int s = 0; s < _form.Group; s++) _writer.Line($"var {Accumulator(reduction, s)} = {Identity(reduction)};");
        for (int r = 0; r < registers; r++)
        {
            string value = NameOf(input, "_" + Literals.Int(r));
            if (_kernel.Columns - (r * _form.Lanes) < _form.Lanes) value = _form.Select("inside", value, Identity(reduction));
            _writer.Line(Accumulate(reduction, Accumulator(reduction, r % _form.Group), value));
        }

        EmitTree(reduction);
    }

    private void EmitTree(int reduction)
    {
        string function = ((Reduce)_program.StatementAt(reduction).Op).Kind == ReduceKind.Sum ? "Sum" : "Max";
        _writer.Line($"float {_program.NameOf(reduction)} = LaneReduce.{function}({string.Join(", ", Enumerable.Range(0, _form.Group).Select(s => Accumulator(reduction, s)))});");
        EmitBroadcast(reduction);
    }
}
