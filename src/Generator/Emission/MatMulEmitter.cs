using NeuralNet.Gen.Generator.Kernels;
using NeuralNet.Gen.Generator.Ops;

namespace NeuralNet.Gen.Generator.Emission;

/// <summary>
/// Prints a <see cref="MatMulKernel"/>: for each register width a driver that walks panels of columns and tiles of rows, and the tiles, whose
/// accumulators are plain locals. A last tile that would be cut short overlaps the one before it instead: it stores the same bits again.
/// </summary>
internal sealed partial class MatMulEmitter
{
    private readonly CodeWriter _writer;
    private readonly MatMulKernel _kernel;
    private readonly SimdForm _form;
    private readonly string _name;

    private MatMulEmitter(CodeWriter writer, MatMulKernel kernel, SimdForm form)
    {
        _writer = writer;
        _kernel = kernel;
        _form = form;
        _name = $"{(writer.SharesTiles ? SharedName(kernel) : kernel.MethodName)}_{form.Suffix}";
    }

    private bool Shares => _writer.SharesTiles;

    private string LeadingA => Shares ? "inner" : Literals.Int(_kernel.TransposeA ? _kernel.M.Count : _kernel.K.Count);

    /// <summary>Elements between rows of c: the columns, or the arena's stride where they are the batch.</summary>
    private string LeadingC => _kernel.N.IsBatched ? "stride" : Width;

    private string Width => Shares ? "width" : Literals.Int(_kernel.N.Count);

    private string Height => Shares ? "height" : Literals.Int(_kernel.M.Count);

    /// <summary>Panels of every register width take whole registers from so many columns on, whatever their number.</summary>
    private const int ManyColumns = 256;

    /// <summary>Tiles have their full height from so many rows on.</summary>
    private const int ManyRows = 8;

    /// <summary>Names all that a driver depends on but the extents that it takes as arguments.</summary>
    private static string SharedName(MatMulKernel kernel)
    {
        string columns = kernel.N.IsBatched || kernel.N.Count >= ManyColumns || (GoesOn(kernel) && HasWholeTiles(kernel)) ? "" : "_of_" + Literals.Int(kernel.N.Count), rows = kernel.M.IsBatched || kernel.M.Count >= ManyRows ? "" : "_few_" + Literals.Int(kernel.M.Count);
        string kind = kernel.N.IsBatched ? "ByColumns" : kernel.M.IsBatched ? "ByRows" : "Fixed";
        // A sum that goes on has tiles of its own for what is left of rows and columns.
        string extents = HasWholeTiles(kernel) ? kernel.M.Count > kernel.N.Count && !LaysPartsOfPanels(kernel) ? "_Tall" : "" : $"_{Literals.Int(kernel.M.Count)}x{Literals.Int(kernel.N.Count)}";
        string cut = (IsLong(kernel) ? "_Long" : "") + (LaysPartsOfPanels(kernel) ? "_Panels" : "") + (kernel.Resumes ? "_On" : "") + (GoesOn(kernel) ? extents : "");
        return $"Products{kind}{columns}{rows}{(kernel.TransposeA ? "_TA" : "")}{cut}{(kernel.Epilogue is null ? "" : "_" + kernel.Epilogue.Signature)}";
    }

    private int ExtraOperands => _kernel.Epilogue is null ? 0 : _kernel.Epilogue.Operands.Count - 1;

    private static string Parameters(MatMulKernel kernel, bool range)
    {
        IEnumerable<string> extra = kernel.Epilogue is null ? [] : Enumerable.Range(1, kernel.Epilogue.Operands.Count - 1).Select(i => $", float* x{Literals.Int(i)}");
        return "float* a, float* b" + string.Concat(extra) + ", float* c" + (range ? ", nint from, nint to" : "") + (kernel.NeedsBatch ? kernel.K.IsBatched ? ", nint steps" : ", nint batch" : "") + (kernel.N.IsBatched ? ", nint stride" : "") + (range && kernel.Resumes ? ", bool resumes" : "");
    }

    /// <summary>The parameters of drivers: those of the kernel, and the extents where these are not literals.</summary>
    private static string DriverParameters(CodeWriter writer, MatMulKernel kernel) => Parameters(kernel, range: true) + (writer.SharesTiles ? ", nint inner, nint height, nint width" + (kernel.K.IsBatched ? "" : ", nint steps") : "");

    private static string Arguments(MatMulKernel kernel)
    {
        IEnumerable<string> extra = kernel.Epilogue is null ? [] : Enumerable.Range(1, kernel.Epilogue.Operands.Count - 1).Select(i => $", x{Literals.Int(i)}");
        return "a, b" + string.Concat(extra) + ", c, from, to" + (kernel.NeedsBatch ? kernel.K.IsBatched ? ", steps" : ", batch" : "") + (kernel.N.IsBatched ? ", stride" : "") + (kernel.Resumes ? ", resumes" : "");
    }

    public static void Emit(CodeWriter writer, MatMulKernel kernel)
    {
        string a = kernel.TransposeA ? $"[{kernel.K}, {kernel.M}]ᵀ" : $"[{kernel.M}, {kernel.K}]";
        string epilogue = kernel.Epilogue is null ? "" : "; then " + string.Join(", ", kernel.Epilogue.Statements.Where(s => s.Op is not (Constant or Expand)).Select(s => s.Op.Describe()));
        writer.Line($"// c[{kernel.M}, {kernel.N}] = a{a} · b[{kernel.K}, {kernel.N}]{epilogue}");
        string name = kernel.MethodName, arguments = Arguments(kernel), parameters = Parameters(kernel, range: true);
        if (writer.SharesTiles)
        {
            string shared = SharedName(kernel);
            int inner = kernel.TransposeA ? kernel.M.Count : kernel.K.Count;
            string extents = $", {Literals.Int(inner)}, {Literals.Int(kernel.M.Count)}, {Literals.Int(kernel.N.Count)}{(kernel.K.IsBatched ? "" : ", " + Literals.Int(kernel.K.Count))}";
            writer.Line($"private static void {name}({parameters}) => {shared}({arguments}{extents});");
            if (!writer.Once(shared)) return;
            writer.Line();
            arguments += ", inner, height, width" + (kernel.K.IsBatched ? "" : ", steps");
            (name, parameters) = (shared, DriverParameters(writer, kernel));
        }

        using (writer.Block($"private static void {name}({parameters})"))
        {
            writer.Line($"if (Vector512.IsHardwareAccelerated) {name}_512({arguments});");
            writer.Line($"else if (Vector256.IsHardwareAccelerated) {name}_256({arguments});");
            writer.Line($"else if (AdvSimd.IsSupported) {name}_128({arguments});");
            writer.Line($"else {name}_Scalar({arguments});");
        }

        foreach (SimdForm form in new[] { SimdForm.V512, SimdForm.V256, SimdForm.V128 }) new MatMulEmitter(writer, kernel, form).EmitForm();
        new MatMulEmitter(writer, kernel, SimdForm.Scalar).EmitScalar();
    }

    /// <summary>Rows and registers of columns of the main tile: as many accumulators as leave registers for the operands.</summary>
    private (int Rows, int Registers) MainTile => _form.Bits switch
    {
        512 => (8, 2),
        256 => (6, 2),
        _ => (8, 2),
    };

    /// <summary>Rows of a tile from which there is time to ask for memory ahead.</summary>
    private const int FewRows = 4;

    /// <summary>Numbers of a second factor that stay in the second-level cache, from which tiles have them as quickly as they need them.</summary>
    private const int NearFloats = 1 << 16;

    /// <summary>
    /// Whether the second factor may have left the caches near the processor. To ask for rows of one that has not costs more than it gives: each tile asks at its end for what lies behind the matrix, with 28 rows more often than for
    /// rows of it, and that pushes out what tiles share.
    /// </summary>
    private bool IsFar => _kernel.K.IsBatched || _kernel.N.IsBatched || (long)_kernel.K.Count * _kernel.N.Count >= NearFloats;

    private string Terms => _kernel.K.IsBatched || Shares ? "steps" : Literals.Int(_kernel.K.Count);

    private void EmitForm()
    {
        (int rows, int registers) = MainTile;
        if (_kernel.N.IsBatched) EmitBatchedColumns(rows, registers);
        else if (_kernel.M.IsBatched) EmitBatchedRows(rows, registers);
        else EmitFixedRows(Math.Min(rows, _kernel.M.Count), registers);
    }

    /// <summary>
    /// c[batch, N]: rows from…to are samples. Fewer than a tile's rows go one by one over wide panels. Where the columns fill an odd number of registers, the last one is a panel of its own.
    /// </summary>
    private void EmitBatchedRows(int rows, int registers)
    {
        int n = _kernel.N.Count, main = Math.Max(1, Math.Min(registers, n / _form.Lanes)), wide = RegistersOfARow(), filled = (n + _form.Lanes - 1) / _form.Lanes;
        bool isOdd = main == 2 && filled % 2 == 1 && !HasAnyColumns;
        Driver(() =>
        {
            using (_writer.Block($"if (to - from < {Literals.Int(rows)})"))
            {
                Panels(wide, n, column =>
                {
                    using (_writer.Block("for (nint row = from; row < to; row++)")) TileCall(1, wide, "row", column);
                });
                _writer.Line("return;");
            }

            _writer.Line();
            if (IsShort)
            {
                Rows(() =>
                {
                    Columns(column => TileCall(rows, main, "row", column));
                    if (isOdd) TileCall(rows, 1, "row", Literals.Int(n - _form.Lanes));
                });
                return;
            }

            if (LaysPanels)
            {
                _writer.Line($"float* space = stackalloc float[{Literals.Int((_kernel.K.Count * main * _form.Lanes) + 16)}], panel = Panel.Align(space);");
                Columns(column =>
                {
                    TileCall(rows, main, "from", column, factor: FactorB.LaysPanel);
                    Rows(() => TileCall(rows, main, "row", column, factor: FactorB.Panel), $"from + {Literals.Int(rows)}", LeavesFew ? $"to - {Literals.Int(RestRows)}" : "to");
                    if (!LeavesFew) return;
                    using (_writer.Block($"if ((to - from) % {Literals.Int(rows)} is > 0 and <= {Literals.Int(RestRows)})"))
                    {
                        _writer.Line($"nint row = to - {Literals.Int(RestRows)};");
                        TileCall(RestRows, main, "row", column, factor: FactorB.Panel);
                    }
                });
            }
            else Columns(column => Rows(() => TileCall(rows, main, "row", column)));
            if (isOdd) Rows(() => TileCall(rows, 1, "row", Literals.Int(n - _form.Lanes)));
        });
        Tile(1, wide);
        if (LaysPanels)
        {
            Tile(rows, main, factor: FactorB.LaysPanel);
            Tile(rows, main, factor: FactorB.Panel);
            if (LeavesFew) Tile(RestRows, main, factor: FactorB.Panel);
        }
        else Tile(rows, main);
        if (isOdd) Tile(rows, 1);

        void Columns(Action<string> body) => Panels(main, isOdd ? (filled - 1) * _form.Lanes : n, body);

        void Rows(Action body, string first = "from", string end = "to")
        {
            using (_writer.Block($"for (nint next = {first}; next < {end}; next += {Literals.Int(rows)})"))
            {
                _writer.Line($"nint row = Math.Min(next, to - {Literals.Int(rows)});");
                body();
            }
        }
    }

    /// <summary>Terms of a sum that takes hardly longer than the storing of it.</summary>
    private const int FewTerms = 32;

    /// <summary>Numbers of a second factor of few terms that are read again for every tile of rows.</summary>
    private const int ShortFloats = 1 << 14;

    /// <summary>
    /// Whether tiles of the same rows come one after another, so that rows of c are written from end to end: with sums so short, as many bytes are written as the second-level cache takes, and pieces of all rows in turn are more places than it
    /// follows. All of b is small enough to be read again for every tile.
    /// </summary>
    private bool IsShort => !Shares && _kernel.K.Count <= FewTerms && _kernel.K.Count * _kernel.N.Count <= ShortFloats;

    /// <summary>Terms of a sum up to which all of a panel is laid on the stack.</summary>
    private const int MostTermsOfPanel = 2048;

    /// <summary>
    /// Whether the first tile of a product by rows lays the columns that it reads of b side by side for the tiles below it: where rows of b lie multiples of 1,024 bytes apart, so few of them can be in the first-level cache together that each tile
    /// would have them from the second. Processors whose registers are not wider have a smaller one, and gain by it where rows lie 512 bytes apart. Sums of few terms end before that matters. A network of very many shapes does without these
    /// tiles, for the sake of its text.
    /// </summary>
    private bool LaysPanels => !Shares && _kernel is { M.IsBatched: true, K.Count: > FewTerms and <= MostTermsOfPanel } && _kernel.N.Count % (_form.Bits == 256 ? 128 : 256) == 0;

    /// <summary>Rows of the tile that takes the last ones.</summary>
    private const int RestRows = 4;

    /// <summary>Whether a tile of fewer rows takes the last ones: batches are powers of two as a rule, which six rows do not divide.</summary>
    private bool LeavesFew => LaysPanels && MainTile.Rows == 6;

    /// <summary>Where a tile has its second factor from.</summary>
    private enum FactorB
    {
        /// <summary>The matrix.</summary>
        Matrix,

        /// <summary>The matrix, and lays its columns side by side behind a pointer named panel.</summary>
        LaysPanel,

        /// <summary>What another tile has laid there.</summary>
        Panel,
    }

    /// <summary>Whether a driver is shared by products of all numbers of columns.</summary>
    private bool HasAnyColumns => Shares && _kernel.N.Count >= ManyColumns;

    /// <summary>
    /// Registers of columns that a row alone takes at a time: as many as leave the panels least to read twice, where they overlap, for then each weight comes from memory once. Fewer than four accumulators
    /// would wait for each other.
    /// </summary>
    private int RegistersOfARow()
    {
        const int Latency = 4;
        const double PanelCost = 0.5, ReadCost = 0.01;
        int most = _form.Bits == 256 ? 8 : 16, best = 1;
        if (HasAnyColumns) return most;
        double least = double.MaxValue;
        for (int registers = Math.Min(most, _kernel.N.Count / _form.Lanes); registers > 0; registers--)
        {
            int width = registers * _form.Lanes, panels = (_kernel.N.Count + width - 1) / width;
            double cost = panels * (Math.Max(Latency, registers) + PanelCost + (registers * ReadCost));
            if (cost < least) (least, best) = (cost, registers);
        }

        return best;
    }

    /// <summary>c[M, batch]: columns from…to are samples, rows have the arena's stride, so whole registers may be stored past the last sample.</summary>
    private void EmitBatchedColumns(int rows, int registers)
    {
        rows = Math.Min(rows, _kernel.M.Count);
        bool both = _form.Lanes * registers > SimdForm.LogicalLanes;
        FactorB factor = LaysColumns ? FactorB.Panel : FactorB.Matrix;
        int width = registers * _form.Lanes, laidColumns = width * Math.Max(1, Math.Min(MostPanels, PanelFloats / (_kernel.K.Count * width)));
        Driver(() =>
        {
            if (LaysColumns) _writer.Line($"float* space = stackalloc float[{Literals.Int((_kernel.K.Count * laidColumns) + 16)}], laid = Panel.Align(space);");
            _writer.Line(LaysColumns ? "nint column = from, columns;" : "nint column = from;");
            if (both)
            {
                using (_writer.Block($"for (; column < to - {Literals.Int(SimdForm.LogicalLanes)}; column += {(LaysColumns ? "columns" : Literals.Int(_form.Lanes * registers))})")) Rows(rows, registers, SimdForm.LogicalLanes);
                _writer.Line();
            }

            int last = both ? registers / 2 : registers;
            using (_writer.Block($"for (; column < to; column += {(LaysColumns ? "columns" : Literals.Int(_form.Lanes * last))})")) Rows(rows, last, 0);
        });
        if (both) Tile(rows, registers, factor: factor);
        Tile(rows, both ? registers / 2 : registers, factor: factor);

        void Rows(int height, int tileRegisters, int left)
        {
            if (!LaysColumns)
            {
                FixedRows("0", Height, height, () => TileCall(height, tileRegisters, "row", "column"));
                return;
            }

            string step = Literals.Int(tileRegisters * _form.Lanes), end = left == 0 ? "to" : $"to - {Literals.Int(left)}";
            using (_writer.Block($"for (columns = 0; columns < {Literals.Int(laidColumns)} && column + columns < {end}; columns += {step})"))
                _writer.Line($"Panel.Copy({Address.Of("b + column + columns")}, stride, {Address.Of($"laid + columns * {Literals.Int(_kernel.K.Count)}")}, {Terms}, {step});");
            FixedRows("0", Height, height, () =>
            {
                _writer.Line("float* panel = laid;");
                using (_writer.Block($"for (nint at = column; at < column + columns; at += {step}, panel += {Literals.Int(_kernel.K.Count * tileRegisters * _form.Lanes)})")) TileCall(height, tileRegisters, "row", "at", factor: FactorB.Panel);
            });
        }
    }

    /// <summary>Panels of samples that are laid at a time, so that a tile's rows come from memory once for all of them.</summary>
    private const int MostPanels = 4;

    /// <summary>Numbers of those panels: half of a second-level cache of 256 KB.</summary>
    private const int PanelFloats = 1 << 15;

    /// <summary>
    /// Whether a product by columns lays some panels of samples side by side and takes a tile's rows through all of them: where the first factor is too large for the second-level cache, it comes from memory once for all those panels. Rows of a
    /// panel lie a batch apart, most often a power of two, so that a few sets of the first-level cache would hold all of it.
    /// </summary>
    private bool LaysColumns => !Shares && _form.Lanes > 1 && _kernel is { N.IsBatched: true, K: { IsBatched: false, Count: > ManyTerms and <= MostTermsOfPanel }, M: { IsBatched: false } } && (long)_kernel.M.Count * _kernel.K.Count >= NearFloats;

    /// <summary>c[M, N] without a batch extent: the rows from…to are shared among threads. Where the last tile overlaps rows of another worker both store the same bits.</summary>
    private void EmitFixedRows(int rows, int registers)
    {
        int main = Math.Max(1, Math.Min(registers, _kernel.N.Count / _form.Lanes));
        if (IsTurned)
        {
            EmitTurned();
            return;
        }

        if (GoesOn(_kernel))
        {
            EmitRowsThatGoOn(rows, main);
            return;
        }

        Driver(() => Panels(main, _kernel.N.Count, column => FixedRows("from", "to", rows, () => TileCall(rows, main, "row", column))));
        Tile(rows, main);
    }

    /// <summary>Whether tiles of every register width fill rows and columns, so that shared drivers may take both as arguments.</summary>
    private static bool HasWholeTiles(MatMulKernel kernel) => kernel.M.Count % 8 == 0 && kernel.N.Count % 32 == 0;

    /// <summary>A loop over tiles of rows, of which the last may overlap the one before.</summary>
    private void FixedRows(string from, string to, int rows, Action tile)
    {
        bool fits = !Shares && _kernel.M.Count % rows == 0 && (from == "0" || _kernel.OutputGranularity % rows == 0);
        string next = fits ? "row" : "next";
        using (_writer.Block($"for (nint {next} = {from}; {next} < {to}; {next} += {Literals.Int(rows)})"))
        {
            if (!fits) _writer.Line($"nint row = Math.Min(next, {(Shares ? $"height - {Literals.Int(rows)}" : Literals.Int(_kernel.M.Count - rows))});");
            tile();
        }
    }

    private void Driver(Action body)
    {
        _writer.Line();
        _writer.Line($"[MethodImpl(MethodImplOptions.AggressiveOptimization){((LaysParts || IsTurned || LaysPanels || LaysColumns) && _form.Lanes > 1 ? ", SkipLocalsInit" : "")}]");
        using (_writer.Block($"private static void {_name}({DriverParameters(_writer, _kernel)})")) body();
    }

    /// <summary>A loop over panels of columns; the last one overlaps where the width does not divide.</summary>
    private void Panels(int main, int n, Action<string> body)
    {
        int width = main * _form.Lanes;
        bool isAny = HasAnyColumns, divides = n % width == 0 && !isAny;
        if (n <= width && !isAny)
        {
            body("0");
            return;
        }

        string start = divides ? "column" : "start";
        using (_writer.Block($"for (nint {start} = 0; {start} < {(isAny ? Width : Literals.Int(n))}; {start} += {Literals.Int(width)})"))
        {
            if (!divides) _writer.Line($"nint column = Math.Min(start, {(isAny ? $"width - {Literals.Int(width)}" : Literals.Int(n - width))});");
            body("column");
        }
    }

    /// <summary>A tile of this kernel's own, with literal distances, or one that takes them: then its name says all that it depends on.</summary>
    private string TileName(int rows, int registers, int columns, FactorB factor)
    {
        string size = $"{Literals.Int(rows)}x{Literals.Int(registers)}";
        string stored = columns < _form.Lanes ? $"_of_{Literals.Int(columns)}" : "";
        if (!_writer.SharesTiles) return $"{_name}_{(factor == FactorB.LaysPanel ? "First_" : "")}{size}{(GoesOn(_kernel) ? stored : "")}";
        string epilogue = _kernel.Epilogue is null ? "" : "_" + _kernel.Epilogue.Signature;
        return $"Tile_{size}{stored}{(_kernel.TransposeA ? "_TA" : "")}{(GoesOn(_kernel) ? "_Cut" : "")}{(factor == FactorB.Panel ? "_Panel" : "")}{epilogue}_{_form.Suffix}";
    }

    /// <summary>Columns stored of a register.</summary>
    private int Stored => _kernel.N.IsBatched || _kernel.N.Count >= _form.Lanes ? _form.Lanes : _kernel.N.Count;

    private void TileCall(int rows, int registers, string row, string column, int? stored = null, FactorB factor = FactorB.Matrix, bool isPacked = false)
    {
        bool goesOn = GoesOn(_kernel), cut = IsLong(_kernel);
        string a = (_kernel.TransposeA ? $"a + {row}" : $"a + {row} * {LeadingA}") + (cut ? $" + start * {(_kernel.TransposeA ? LeadingA : "1")}" : ""), columns = column == "0" ? "" : " + " + column;
        if (isPacked) a = "six";
        var arguments = new List<string> { a, factor == FactorB.Panel ? "panel" : "b" + (cut ? $" + start * {LeadingC}" : "") + columns };
        for (int i = 1; i <= ExtraOperands; i++)
        {
            string x = "x" + Literals.Int(i);
            arguments.Add(_kernel.Epilogue!.Operands[i] switch
            {
                OperandShape.Full => $"{x} + {row} * {LeadingC}{columns}",
                OperandShape.PerColumn => x + columns,
                OperandShape.PerRow => $"{x} + {row}",
                _ => x,
            });
        }

        arguments.Add($"c + {row} * {LeadingC}{columns}");
        arguments = [.. arguments.Select(Address.Of)];
        if (_kernel.NeedsBatch && !((_writer.SharesTiles || goesOn) && _kernel.K.IsBatched)) arguments.Add(_kernel.K.IsBatched ? "steps" : "batch");
        if (_kernel.N.IsBatched && !_writer.SharesTiles) arguments.Add("stride");
        if (_writer.SharesTiles) arguments.AddRange(goesOn ? [LeadingA, LeadingC] : [LeadingA, LeadingC, Terms]);
        if (goesOn) arguments.AddRange(cut ? ["terms", _kernel.Resumes ? "resumes || start > 0" : "start > 0"] : [Terms, "resumes"]);
        if (factor == FactorB.LaysPanel) arguments.Add("panel");
        _writer.Line($"{TileName(rows, registers, stored ?? Stored, factor)}({string.Join(", ", arguments)});");
    }

    private void Tile(int rows, int registers, int? columns = null, FactorB factor = FactorB.Matrix, bool isRest = false, bool isPacked = false)
    {
        bool goesOn = GoesOn(_kernel);
        int stored = columns ?? Stored;
        string name = TileName(rows, registers, stored, factor), more = (goesOn ? ", nint terms, bool resumes" : "") + (factor == FactorB.LaysPanel ? ", float* panel" : "");
        if (!_writer.SharesTiles)
        {
            string own = (goesOn ? "float* a, float* b, float* c" : Parameters(_kernel, range: false)) + more, rowB = factor == FactorB.Panel ? Literals.Int(registers * _form.Lanes) : LeadingC;
            var literal = isPacked ? new TileStrides(1, Literals.Int(rows), rowB, LeadingC) : new TileStrides(_kernel.TransposeA ? 1 : _kernel.K.Count, LeadingA == "1" || !_kernel.TransposeA ? "1" : LeadingA, rowB, LeadingC);
            TileEmitter.Emit(_writer, _form, name, own, rows, registers, goesOn ? "terms" : Terms, literal, stored, Epilogue, goesOn ? "resumes" : null, ahead: rows >= FewRows && (Shares || IsFar), isNear: factor == FactorB.Panel, lays: factor == FactorB.LaysPanel, isRest: isRest, asked: isRest ? null : Asked(rows));
            return;
        }

        if (!_writer.Once(name)) return;
        IEnumerable<string> extra = Enumerable.Range(1, ExtraOperands).Select(i => $", float* x{Literals.Int(i)}");
        string parameters = $"float* a, float* b{string.Concat(extra)}, float* c{(_kernel.NeedsBatch && !_kernel.K.IsBatched ? ", nint batch" : "")}, nint inner, nint width{(goesOn ? "" : ", nint terms")}{more}";
        var strides = _kernel.TransposeA ? new TileStrides(1, "inner", factor == FactorB.Panel ? Literals.Int(registers * _form.Lanes) : "width", "width") : new TileStrides(0, "1", "width", "width", "inner");
        TileEmitter.Emit(_writer, _form, name, parameters, rows, registers, "terms", strides, stored, Epilogue, goesOn ? "resumes" : null, ahead: rows >= FewRows && (Shares || IsFar), isNear: factor == FactorB.Panel, isRest: isRest, asked: isRest ? null : Asked(rows));
    }

    /// <summary>Terms of a sum that take longer than memory does.</summary>
    private const int ManyTerms = 64;

    /// <summary>Numbers of a result that stay in the first-level cache.</summary>
    private const int SmallResult = 1 << 12;

    /// <summary>
    /// What a tile asks for before the terms of its sum, as its end reads or writes it: rows of c and of what its epilogue reads beside it lie a row of the result apart, which no hardware foresees, and the tile would wait for all of them, a
    /// tenth to a quarter of its time where they have left the caches near the processor.
    /// </summary>
    private IReadOnlyList<string> Asked(int rows)
    {
        bool isNear = _kernel.N.IsBatched || _kernel.K is { IsBatched: false, Count: < ManyTerms } || (!_kernel.M.IsBatched && _kernel.M.Count * _kernel.N.Count <= SmallResult);
        if (rows < FewRows || (isNear && !Shares)) return [];
        return [.. Enumerable.Range(1, ExtraOperands).Where(i => _kernel.Epilogue!.Operands[i] == OperandShape.Full).Select(i => "x" + Literals.Int(i)), "c"];
    }

    /// <summary>What is stored of one accumulator.</summary>
    private string Epilogue(int row, int register)
    {
        if (_kernel.Epilogue is not { } program) return TileEmitter.Sum(row, register);
        string columns = register == 0 ? "" : " + " + Literals.Int(register * _form.Lanes);
        return EpilogueEmitter.Call(program, _form, TileEmitter.Sum(row, register), index =>
        {
            string x = "x" + Literals.Int(index);
            return program.Operands[index] switch
            {
                OperandShape.Full => $"{x}{(row == 0 ? "" : " + " + (_writer.SharesTiles ? $"{Literals.Int(row)} * width" : Literals.Int((long)row * _kernel.N.Count)))}{columns}",
                OperandShape.PerColumn => x + columns,
                OperandShape.PerRow => row == 0 ? x : $"{x} + {Literals.Int(row)}",
                _ => x,
            };
        });
    }

    /// <summary>Machines without fused multiply-add compute it in software, one number at a time.</summary>
    private void EmitScalar()
    {
        string rowsFrom = _kernel.N.IsBatched ? "0" : "from", rowsTo = _kernel.N.IsBatched ? Height : "to";
        string columnsFrom = _kernel.N.IsBatched ? "from" : "0", columnsTo = _kernel.N.IsBatched ? "to" : Width;
        Driver(() =>
        {
            using (_writer.Block($"for (nint row = {rowsFrom}; row < {rowsTo}; row++)"))
            using (_writer.Block($"for (nint column = {columnsFrom}; column < {columnsTo}; column++)"))
            {
                string a = _kernel.TransposeA ? $"a[k * {LeadingA} + row]" : $"a[row * {LeadingA} + k]";
                _writer.Line(_kernel.Resumes ? $"float sum = resumes ? c[row * {LeadingC} + column] : 0f;" : "float sum = 0f;");
                _writer.Line($"for (nint k = 0; k < {Terms}; k++) sum = MathF.FusedMultiplyAdd({a}, b[k * {LeadingC} + column], sum);");
                string result = _kernel.Epilogue is not { } program ? "sum" : EpilogueEmitter.Call(program, _form, "sum", index =>
                {
                    string x = "x" + Literals.Int(index);
                    return program.Operands[index] switch
                    {
                        OperandShape.Full => $"{x} + row * {LeadingC} + column",
                        OperandShape.PerColumn => $"{x} + column",
                        OperandShape.PerRow => $"{x} + row",
                        _ => x,
                    };
                });
                _writer.Line($"c[row * {LeadingC} + column] = {result};");
            }
        });
    }
}
