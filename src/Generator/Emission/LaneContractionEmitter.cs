using NeuralNet.Gen.Generator.Kernels;
using NeuralNet.Gen.Generator.Ops;

namespace NeuralNet.Gen.Generator.Emission;

/// <summary>
/// Prints a <see cref="LaneContractionKernel"/>. A register holds one number of several samples, so every lane works whatever the channels; a tile takes places of the last
/// dimension times columns.
/// </summary>
internal sealed class LaneContractionEmitter
{
    private const int Lanes = SimdForm.LogicalLanes;

    private readonly CodeWriter _writer;
    private readonly LaneContractionKernel _kernel;
    private readonly SimdForm _form;
    private readonly string _name;

    /// <summary>Places at an edge, whose sums lack terms, are tiles of their own: only those between may be several to a tile.</summary>
    private readonly IReadOnlyList<ContractionNest> _nests;

    private LaneContractionEmitter(CodeWriter writer, LaneContractionKernel kernel, SimdForm form)
    {
        _writer = writer;
        _kernel = kernel;
        _form = form;
        _name = $"{kernel.MethodName}_{form.Suffix}";
        _nests = kernel.SumsBatch || form.IsScalar ? kernel.Nests : [.. kernel.Nests.SelectMany(n => n.ByEdges())];
    }

    /// <summary>Whether a register holds fewer samples than lie side by side, and a tile takes one part of them.</summary>
    private bool HasParts => _form.Lanes < Lanes && Parts == 1;

    /// <summary>
    /// Registers that a tile takes of 16 samples. Tiles of a sum over the batch read both factors from the second-level cache: those that took one half of each line would have all lines from there twice. With four parts a tile would be too small.
    /// </summary>
    private int Parts => _kernel.SumsBatch && _form.Bits == 256 ? 2 : 1;

    private static IEnumerable<string> Extra(LaneContractionKernel kernel) => kernel.Epilogue is null ? [] : Enumerable.Range(1, kernel.Epilogue.Operands.Count - 1).Select(i => "x" + Literals.Int(i));

    private static string Pointers(LaneContractionKernel kernel) => "float* a, float* b" + string.Concat(Extra(kernel).Select(x => $", float* {x}")) + ", float* c";

    private static string Parameters(LaneContractionKernel kernel) => Pointers(kernel) + ", nint from, nint to" + (kernel.NeedsBatch ? ", nint batch" : "");

    public static void Emit(CodeWriter writer, LaneContractionKernel kernel)
    {
        string arguments = "a, b" + string.Concat(Extra(kernel).Select(x => ", " + x)) + ", c, from, to" + (kernel.NeedsBatch ? ", batch" : "");
        string epilogue = kernel.Epilogue is null ? "" : "; then " + string.Join(", ", kernel.Epilogue.Statements.Where(s => s.Op is not (Constant or Expand)).Select(s => s.Op.Describe()));
        foreach (ContractionNest nest in kernel.Nests)
        {
            string rows = string.Join(", ", nest.Rows.Select(r => Literals.Int(r.Extent))), sums = string.Join("·", nest.Sums.Select(s => Literals.Int(s.Extent)));
            writer.Line($"// c[{(kernel.SumsBatch ? "" : "batch/16, ")}{rows}, {Literals.Int(nest.Columns)}, 16] = Σ over {(kernel.SumsBatch ? "batch/16·" : "")}{sums} of a·b{epilogue}");
        }

        using (writer.Block($"private static void {kernel.MethodName}({Parameters(kernel)})"))
        {
            writer.Line($"if (Vector512.IsHardwareAccelerated) {kernel.MethodName}_512({arguments});");
            writer.Line($"else if (Vector256.IsHardwareAccelerated) {kernel.MethodName}_256({arguments});");
            writer.Line($"else if (AdvSimd.IsSupported) {kernel.MethodName}_128({arguments});");
            writer.Line($"else {kernel.MethodName}_Scalar({arguments});");
        }

        foreach (SimdForm form in new[] { SimdForm.V512, SimdForm.V256, SimdForm.V128, SimdForm.Scalar }) new LaneContractionEmitter(writer, kernel, form).EmitForm();
    }

    private void EmitForm()
    {
        _writer.Line();
        _writer.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        using (_writer.Block($"private static void {_name}({Parameters(_kernel)})"))
        {
            if (_kernel.SumsBatch) EmitBatchSum();
            else
            {
                using (_writer.Block("for (nint block = from; block < to; block++)"))
                {
                    if (_kernel.IsSparse) _writer.Line($"Copy.Fill(c + block * {Literals.Int(_kernel.SampleC)}, {Literals.Int(_kernel.SampleC)}, 0f);");
                    foreach (ContractionNest nest in _nests) EmitNest(nest);
                }
            }
        }

        foreach (ContractionNest nest in _nests) EmitTile(nest);
    }

    private IDisposable? PartsBlock() => HasParts ? _writer.Block($"for (nint lane = 0; lane < {Lanes}; lane += {Literals.Int(_form.Lanes)})") : null;

    private string Lane => HasParts ? " + lane" : "";

    private string TileName(ContractionNest nest)
    {
        (int rows, int columns) = TileOf(nest);
        return $"{_name}_{(_nests.Count == 1 ? "" : Literals.Int(_nests.ToList().IndexOf(nest)) + "_")}{Literals.Int(rows)}x{Literals.Int(columns)}{(Parts == 1 ? "" : "x" + Literals.Int(Parts))}";
    }

    /// <summary>Loops over places and columns of one block of samples.</summary>
    private void EmitNest(ContractionNest nest)
    {
        (int tileRows, int tileColumns) = TileOf(nest);
        int last = nest.Rows.Count - 1;
        var scopes = new Stack<IDisposable?>();
        if (_nests.Count > 1) scopes.Push(_writer.Block(nest.CutSums.Any() ? "// Sums without the terms that would meet padding." : "// Whole sums."));
        scopes.Push(PartsBlock());
        string a = $"a + block * {Literals.Int(_kernel.SampleA)}{Lane}{Plus(nest.OffsetA * Lanes)}", shift = $" + block * {Literals.Int(_kernel.SampleC)}{Lane}{Plus(nest.OffsetC * Lanes)}", column = "";
        for (int d = 0; d <= last; d++)
        {
            Walk("row" + Literals.Int(d), nest.Rows[d].Extent, d == last ? tileRows : 1);
            if (nest.Rows[d].Extent > (d == last ? tileRows : 1))
            {
                a += Plus("row" + Literals.Int(d), nest.Rows[d].A * Lanes);
                shift += Plus("row" + Literals.Int(d), nest.Rows[d].C * Lanes);
            }

            foreach (int s in nest.CutSums.Where(s => nest.Sums[s].Cut!.Row == d))
            {
                SumLoop sum = nest.Sums[s];
                string number = Literals.Int(s);
                (string first, string end) = sum.Cut!.Bounds(nest.Rows[d].Extent == 1 ? "0" : "row" + Literals.Int(d), sum.Extent);
                _writer.Line($"nint first{number} = {first}, end{number} = {end};");
            }
        }

        Walk("column", nest.Columns, tileColumns);
        if (nest.Columns > tileColumns)
        {
            shift += " + column * " + Literals.Int(Lanes);
            column = " + column";
        }

        var arguments = new List<string> { a, "b" + Plus(nest.OffsetB) + column };
        if (_kernel.Epilogue is { } program)
        {
            arguments.AddRange(Enumerable.Range(1, program.Operands.Count - 1).Select(i => $"x{Literals.Int(i)}" + program.Operands[i] switch
            {
                OperandShape.Full => shift,
                OperandShape.StridedOne => column,
                _ => "",
            }));
        }

        arguments.Add("c" + shift);
        arguments = [.. arguments.Select(Address.Of)];
        foreach (int s in nest.CutSums) arguments.AddRange([$"first{Literals.Int(s)}", $"end{Literals.Int(s)}"]);
        if (_kernel.NeedsBatch) arguments.Add("batch");
        _writer.Line($"{TileName(nest)}({string.Join(", ", arguments)});");
        while (scopes.Count > 0) scopes.Pop()?.Dispose();

        void Walk(string variable, int extent, int step)
        {
            if (extent <= step) return;
            bool overlaps = extent % step != 0;
            string counter = overlaps ? variable + "Next" : variable;
            scopes.Push(_writer.Block($"for (nint {counter} = 0; {counter} < {Literals.Int(extent)}; {(step == 1 ? counter + "++" : $"{counter} += {Literals.Int(step)}")})"));
            if (overlaps) _writer.Line($"nint {variable} = Math.Min({counter}, {Literals.Int(extent - step)});");
        }
    }

    /// <summary>A few blocks at a time, which stay in the cache while all tiles read them; the sums wait in the result. The last block may lack samples.</summary>
    private void EmitBatchSum()
    {
        ContractionNest nest = _nests[0];
        (int tileRows, int tileColumns) = TileOf(nest);
        int atOnce = Math.Max(1, LaneContractionKernel.BlockFloats / (_kernel.SampleA + _kernel.SampleB)), last = nest.Rows.Count - 1;
        var walks = new List<(string Variable, int Count, int Step, string A, string B, string C)>();
        for (int d = 0; d <= last; d++)
        {
            string row = "row" + Literals.Int(d);
            int step = d == last ? tileRows : 1;
            if (nest.Rows[d].Extent > step) walks.Add((row, nest.Rows[d].Extent / step, step, Plus(row, nest.Rows[d].A * Lanes), "", Plus(row, nest.Rows[d].C * Lanes)));
        }

        if (nest.Columns > tileColumns) walks.Insert(0, ("column", nest.Columns / tileColumns, tileColumns, "", Plus("column", Lanes), Plus("column", Lanes)));
        long tiles = walks.Aggregate(1L, (all, w) => all * w.Count);
        _writer.Line("nint count;");
        using (_writer.Block($"for (nint block = 0; block * {Lanes} < batch; block += count)"))
        {
            _writer.Line($"count = Math.Min({Literals.Int(atOnce)}, batch / {Lanes} - block);");
            _writer.Line($"int lanes = count == 0 ? (int)(batch - block * {Lanes}) : {Lanes};");
            _writer.Line("count = Math.Max(1, count);");
            using (PartsBlock())
            using (_writer.Block($"for (nint tile = from * {Literals.Int(tiles)} / {LaneContractionKernel.Parts}, end = to * {Literals.Int(tiles)} / {LaneContractionKernel.Parts}; tile < end; tile++)"))
            {
                long divisor = tiles;
                foreach ((string variable, int count, int step, _, _, _) in walks)
                {
                    bool outermost = divisor == tiles;
                    divisor /= count;
                    string place = "tile" + (divisor == 1 ? "" : $" / {Literals.Int(divisor)}") + (outermost ? "" : $" % {Literals.Int(count)}") + (step == 1 ? "" : $" * {Literals.Int(step)}");
                    _writer.Line($"nint {variable} = {place};");
                }

                string a = $"a + block * {Literals.Int(_kernel.SampleA)}{Lane}{Plus(nest.OffsetA * Lanes)}", b = $"b + block * {Literals.Int(_kernel.SampleB)}{Lane}{Plus(nest.OffsetB * Lanes)}", c = $"c{Lane}{Plus(nest.OffsetC * Lanes)}";
                (a, b, c) = (Address.Of(a + string.Concat(walks.Select(w => w.A))), Address.Of(b + string.Concat(walks.Select(w => w.B))), Address.Of(c + string.Concat(walks.Select(w => w.C))));
                _writer.Line($"{TileName(nest)}({a}, {b}, {c}, block, count, lanes{(HasParts ? " - (int)lane" : "")});");
            }
        }
    }

    /// <summary>Cycles in which a line comes from the second-level cache.</summary>
    private const double LineCycles = 1.5;

    /// <summary>
    /// Places of the last dimension and columns of one tile: the choice with the fewest cycles, counted as two multiply-adds or two loads each and a latency of four. Sums over the
    /// batch go on from their result, so there tiles must not overlap.
    /// </summary>
    private (int Rows, int Columns) TileOf(ContractionNest nest)
    {
        if (_form.IsScalar) return (1, 1);
        int last = nest.Rows.Count - 1, width = nest.CutSums.Any(s => nest.Sums[s].Cut!.Row == last) ? 1 : nest.Rows[last].Extent, registers = _form.Bits == 256 ? 16 : 32;
        (int, int) best = (1, 1);
        double least = double.MaxValue;
        for (int rows = 1; rows <= Math.Min(width, registers); rows++)
        {
            if (_kernel.SumsBatch && nest.Rows[last].Extent % rows != 0) continue;
            for (int columns = 1; columns <= Math.Min(nest.Columns, registers); columns++)
            {
                if (_kernel.SumsBatch && nest.Columns % columns != 0) continue;
                int held = _kernel.SumsBatch ? columns : rows;
                if ((rows * columns * Parts) + held + (Parts == 1 ? 2 : 1) > registers) break;
                double cycles = Math.Max(4, Math.Max(rows * columns, rows + columns) * Parts / 2.0) + 0.75;
                if (Parts > 1) cycles = Math.Max(cycles, LineCycles * (columns + Math.Min(rows, nest.Sums[nest.Sums.Count - 1].A)));
                double all = (double)((nest.Rows[last].Extent + rows - 1) / rows) * ((nest.Columns + columns - 1) / columns) * cycles;
                if (all < least - 1e-9) (least, best) = (all, (rows, columns));
            }
        }

        return best;
    }

    private void EmitTile(ContractionNest nest)
    {
        (int rows, int columns) = TileOf(nest);
        RowLoop along = nest.Rows[nest.Rows.Count - 1];
        string more = _kernel.SumsBatch ? ", nint block, nint count, int lanes" : string.Concat(nest.CutSums.Select(s => $", nint first{Literals.Int(s)}, nint end{Literals.Int(s)}")) + (_kernel.NeedsBatch ? ", nint batch" : "");
        _writer.Line();
        _writer.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        using (_writer.Block($"private static void {TileName(nest)}({Pointers(_kernel)}{more})"))
        {
            TileEmitter.DeclareSums(_writer, _form, rows, columns * Parts);
            if (_kernel.SumsBatch)
            {
                using (_writer.Block("if (block > 0)"))
                {
                    for (int r = 0; r < rows; r++) _writer.Line(string.Join(" ", Enumerable.Range(0, columns * Parts).Select(n => $"{TileEmitter.Sum(r, n)} = {_form.Load(C(r, n))};")));
                }
            }

            // Two terms of a sum over the batch have places of a in common, which the JIT would keep in registers that are not there.
            Sums(nest, !_kernel.SumsBatch && TileEmitter.TakesTwo(_writer, _form, rows * columns / 2), (a, b, step, placeA, placeB) =>
            {
                string declare = step == 0 ? "var " : "";
                if (_kernel.SumsBatch)
                {
                    for (int part = 0; part < Parts; part++)
                    {
                        int lane = part * _form.Lanes;
                        for (int n = 0; n < columns; n++) _writer.Line($"{(part == 0 ? "var " : "")}b{Literals.Int(n)} = {_form.Load(At(b, (n * Lanes) + lane))};");
                        for (int r = 0; r < rows; r++)
                        {
                            _writer.Line($"{(r + part == 0 ? "var " : "")}x = {_form.Load(At(a, ((long)r * along.A * Lanes) + lane))};");
                            for (int n = 0; n < columns; n++)
                            {
                                string sum = TileEmitter.Sum(r, (n * Parts) + part);
                                _writer.Line($"{sum} = {_form.Fma("x", "b" + Literals.Int(n), sum)};");
                            }
                        }
                    }
                }
                else
                {
                    for (int r = 0; r < rows; r++) _writer.Line($"{declare}a{Literals.Int(r)} = {_form.Load(At(a, placeA + ((long)r * along.A * Lanes)))};");
                    for (int n = 0; n < columns; n++)
                    {
                        _writer.Line($"{(n == 0 ? declare : "")}x = {_form.Broadcast($"{b}[{Literals.Int(placeB + n)}]")};");
                        for (int r = 0; r < rows; r++) _writer.Line($"{TileEmitter.Sum(r, n)} = {_form.Fma("x", "a" + Literals.Int(r), TileEmitter.Sum(r, n))};");
                    }
                }
            });
            if (_kernel.SumsBatch) EmitAbsentLanes(rows, columns);
            for (int r = 0; r < rows; r++)
            {
                for (int n = 0; n < columns * Parts; n++) _writer.Line(_form.Store(Finish(r, n), C(r, n)) + ";");
            }

            // Columns lie 16 lanes apart, and the registers of a tile that takes all of a column behind each other.
            string C(int r, int n) => At("c", ((long)r * along.C * Lanes) + (n * Lanes / Parts));

            string Finish(int r, int n)
            {
                if (_kernel.Epilogue is not { } program) return TileEmitter.Sum(r, n);
                return EpilogueEmitter.Call(program, _form, TileEmitter.Sum(r, n), index => program.Operands[index] switch
                {
                    OperandShape.Full => At("x" + Literals.Int(index), ((long)r * along.C * Lanes) + (n * Lanes)),
                    OperandShape.StridedOne => At("x" + Literals.Int(index), n),
                    _ => "x" + Literals.Int(index),
                });
            }

            void EmitAbsentLanes(int tileRows, int tileColumns)
            {
                if (_form.IsScalar)
                {
                    _writer.Line("if (lanes <= 0) c0_0 = block > 0 ? *c : 0f;");
                    return;
                }

                using (_writer.Block($"if (lanes < {Literals.Int(_form.Lanes * Parts)})"))
                {
                    _writer.Line("// Lanes without a sample keep what they had.");
                    _writer.Line($"{_form.Class}<int> lane = {_form.Class}<int>.Indices, present = {_form.Class}.Create(lanes);");
                    for (int part = 0; part < Parts; part++)
                    {
                        string kept = "kept" + (Parts == 1 ? "" : Literals.Int(part)), lane = part == 0 ? "lane" : $"lane + {_form.Class}.Create({Literals.Int(part * _form.Lanes)})";
                        _writer.Line($"var {kept} = {_form.Class}.LessThan({lane}, present).AsSingle();");
                        for (int r = 0; r < tileRows; r++)
                        {
                            for (int n = part; n < tileColumns * Parts; n += Parts)
                                _writer.Line($"{TileEmitter.Sum(r, n)} = {_form.Select(kept, TileEmitter.Sum(r, n), $"block > 0 ? {_form.Load(C(r, n))} : {_form.Constant(0f)}")};");
                        }
                    }
                }
            }
        }
    }

    /// <summary>Prints a term of the sum, <paramref name="step"/> terms behind the pointers.</summary>
    private delegate void TermBody(string a, string b, int step, long placeA, long placeB);

    /// <summary>The loops of the sum; the pointers at each term are handed to <paramref name="body"/>. The innermost loop takes two terms at a time where it may and their number is even.</summary>
    private void Sums(ContractionNest nest, bool takesTwo, TermBody body)
    {
        int[] cut = [.. nest.CutSums];
        int scale = _kernel.SumsBatch ? Lanes : 1;
        var loops = nest.Sums.Select((s, i) => (From: cut.Contains(i) ? "first" + Literals.Int(i) : "0", To: cut.Contains(i) ? "end" + Literals.Int(i) : Literals.Int(s.Extent), A: s.A * Lanes, B: s.B * scale)).ToList();
        if (_kernel.SumsBatch) loops.Insert(0, ("0", "count", _kernel.SampleA, _kernel.SampleB));
        var scopes = new Stack<IDisposable>();
        string a = "a", b = "b";
        int last = nest.Sums.Count - 1, taken = takesTwo && !cut.Contains(last) && nest.Sums[last].Extent % 2 == 0 ? 2 : 1;
        for (int i = 0; i < loops.Count; i++)
        {
            string k = "k" + (loops.Count == 1 ? "" : Literals.Int(i));
            bool innermost = i == loops.Count - 1;
            scopes.Push(_writer.Block($"for (nint {k} = {loops[i].From}; {k} < {loops[i].To}; {(!innermost || taken == 1 ? k + "++" : $"{k} += {Literals.Int(taken)}")})"));
            if (innermost) break;
            string nextA = "a" + Literals.Int(i + 1) + "s", nextB = "b" + Literals.Int(i + 1) + "s";
            _writer.Line($"float* {nextA} = {a}{Plus(k, loops[i].A)}, {nextB} = {b}{Plus(k, loops[i].B)};");
            (a, b) = (nextA, nextB);
        }

        (_, _, int stepA, int stepB) = loops[loops.Count - 1];
        for (int step = 0; step < taken; step++) body(a, b, step, (long)step * stepA, (long)step * stepB);
        if (stepA != 0) _writer.Line($"{a} += {Literals.Int((long)taken * stepA)};");
        if (stepB != 0) _writer.Line(taken * stepB == 1 ? $"{b}++;" : $"{b} += {Literals.Int((long)taken * stepB)};");
        while (scopes.Count > 0) scopes.Pop().Dispose();
    }

    private static string At(string pointer, long offset) => offset == 0 ? pointer : offset < 0 ? $"{pointer} - {Literals.Int(-offset)}" : $"{pointer} + {Literals.Int(offset)}";

    private static string Plus(long offset) => offset == 0 ? "" : offset < 0 ? $" - {Literals.Int(-offset)}" : $" + {Literals.Int(offset)}";

    private static string Plus(string variable, long factor) => factor switch { 0 => "", 1 => $" + {variable}", < 0 => $" - {variable} * {Literals.Int(-factor)}", _ => $" + {variable} * {Literals.Int(factor)}" };
}
