using NeuralNet.Gen.Generator.Kernels;
using NeuralNet.Gen.Generator.Model;
using NeuralNet.Gen.Generator.Ops;

namespace NeuralNet.Gen.Generator.Emission;

/// <summary>
/// Prints a <see cref="ContractionKernel"/>: for each register width a driver that walks panels of columns and tiles of rows, and the tiles. A tile takes
/// places of one or two dimensions of the result, all at literal distances. A last tile that would be cut short overlaps the one before it.
/// </summary>
internal sealed class ContractionEmitter
{
    private readonly CodeWriter _writer;
    private readonly ContractionKernel _kernel;
    private readonly SimdForm _form;
    private readonly string _name;

    private readonly SumBlock? _block;

    /// <summary>A loop of the driver over a dimension in steps: where it stands in a and c, or in the columns.</summary>
    private sealed record Walk(string Variable, int Extent, int Step, Func<string, string> A, Func<string, string> B, Func<string, string> C)
    {
        public int Count => (Extent + Step - 1) / Step;

        public bool Overlaps => Extent % Step != 0;
    }

    private ContractionEmitter(CodeWriter writer, ContractionKernel kernel, SimdForm form)
    {
        _writer = writer;
        _kernel = kernel;
        _form = form;
        _name = $"{kernel.MethodName}_{form.Suffix}";
        _block = BlockOf();
    }

    private static IEnumerable<string> Extra(ContractionKernel kernel) => kernel.Epilogue is null ? [] : Enumerable.Range(1, kernel.Epilogue.Operands.Count - 1).Select(i => "x" + Literals.Int(i));

    private static string Parameters(ContractionKernel kernel)
        => "float* a, float* b" + string.Concat(Extra(kernel).Select(x => $", float* {x}")) + ", float* c, nint from, nint to" + (kernel.NeedsBatch ? ", nint batch" : "");

    /// <summary>A tile that sums over the batch goes on from what samples before gave.</summary>
    private string TileParameters(ContractionNest nest, int inner, int sets)
        => "float* a, float* b" + string.Concat(Extra(_kernel).Select(x => $", float* {x}")) + ", float* c" + (_kernel.SumsBatch ? (HasSamples ? ", nint samples" : "") + (IsResumable ? ", bool resumes" : "") : _kernel.NeedsBatch ? ", nint batch" : "")
            + string.Concat(BoundSums(nest, inner).Select(s => $", nint terms{Literals.Int(s)}"))
            + string.Concat(Enumerable.Range(0, sets).Select(i => $", nint run{Literals.Int(i)}"));

    public static void Emit(CodeWriter writer, ContractionKernel kernel)
    {
        string arguments = "a, b" + string.Concat(Extra(kernel).Select(x => ", " + x)) + ", c, from, to" + (kernel.NeedsBatch ? ", batch" : "");
        string epilogue = kernel.Epilogue is null ? "" : "; then " + string.Join(", ", kernel.Epilogue.Statements.Where(s => s.Op is not (Constant or Expand)).Select(s => s.Op.Describe()));
        foreach (ContractionNest nest in kernel.Nests)
        {
            string rows = string.Join(", ", nest.Rows.Select(r => Literals.Int(r.Extent))), sums = string.Join("·", nest.Sums.Select(s => Literals.Int(s.Extent)));
            writer.Line($"// c[{(kernel.SumsBatch ? "" : "batch, ")}{(nest.Groups > 1 ? Literals.Int(nest.Groups) + " groups, " : "")}{rows}, {Literals.Int(nest.Columns)}] = Σ over {(kernel.SumsBatch ? "batch·" : "")}{sums} of a·b{epilogue}");
        }

        // Half a register of idle lanes costs as much as work: where columns are few, half as wide ones do.
        bool isWide = kernel.Nests.Any(n => n.Columns > SimdForm.V256.Lanes);
        using (writer.Block($"private static void {kernel.MethodName}({Parameters(kernel)})"))
        {
            if (isWide) writer.Line($"if (Vector512.IsHardwareAccelerated) {kernel.MethodName}_512({arguments});");
            writer.Line($"{(isWide ? "else if" : "if")} (Vector256.IsHardwareAccelerated) {kernel.MethodName}_256({arguments});");
            writer.Line($"else if (AdvSimd.IsSupported) {kernel.MethodName}_128({arguments});");
            writer.Line($"else {kernel.MethodName}_Scalar({arguments});");
        }

        SimdForm[] narrow = [SimdForm.V256, SimdForm.V128, SimdForm.Scalar];
        foreach (SimdForm form in isWide ? [SimdForm.V512, .. narrow] : narrow) new ContractionEmitter(writer, kernel, form).EmitForm();
    }

    private void EmitForm()
    {
        var tiles = new List<Action>();
        _writer.Line();
        _writer.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        using (_writer.Block($"private static void {_name}({Parameters(_kernel)})"))
        {
            if (_kernel.SumsBatch)
            {
                EmitSampleBlocks(() =>
                {
                    foreach (ContractionNest nest in _kernel.Nests) tiles.Add(EmitNest(nest));
                });
            }
            else
            {
                using (_writer.Block("for (nint sample = from; sample < to; sample++)"))
                {
                    if (_kernel.IsSparse) _writer.Line($"Copy.Fill(c + sample * {Literals.Int(_kernel.SampleC)}, {Literals.Int(_kernel.SampleC)}, 0f);");
                    foreach (ContractionNest nest in _kernel.Nests) tiles.Add(EmitNest(nest));
                }
            }
        }

        foreach (Action tile in tiles) tile();
    }

    /// <summary>Where the batch is summed over, as much of it at a time as stays in the cache while all tiles read it; the sums wait in the result meanwhile.</summary>
    private void EmitSampleBlocks(Action emitNests)
    {
        if (_block is not { } block)
        {
            _writer.Line("nint first = 0, samples = batch;");
            emitNests();
            return;
        }

        using (_writer.Block(block.Samples == 1 ? "for (nint first = 0; first < batch; first++)" : $"for (nint first = 0; first < batch; first += {Literals.Int(block.Samples)})"))
        {
            if (block.Samples > 1) _writer.Line($"nint samples = Math.Min({Literals.Int(block.Samples)}, batch - first);");
            if (!IsBanded)
            {
                emitNests();
                return;
            }

            int extent = _kernel.Nests[0].Sums[0].Extent;
            using (_writer.Block($"for (nint band = 0; band < {Literals.Int(extent)}; band += {Literals.Int(block.Places)})"))
            {
                _writer.Line($"nint end = {(extent % block.Places == 0 ? $"band + {Literals.Int(block.Places)}" : $"Math.Min(band + {Literals.Int(block.Places)}, {Literals.Int(extent)})")};");
                emitNests();
            }
        }
    }

    /// <summary>Whether tiles of a sum over the batch go on from what the result holds. Tiles that share elements cannot.</summary>
    private bool IsResumable => _block is not null;

    /// <summary>Whether the places of the first dimension of the sum are summed over in bands, one sample after the other.</summary>
    private bool IsBanded => _block is { } block && block.Places < _kernel.Nests[0].Sums[0].Extent;

    /// <summary>Whether a tile of a sum over the batch has a loop over samples.</summary>
    private bool HasSamples => _block is not { Samples: 1 };

    /// <summary>What tiles of a sum over the batch read at a time; null for all of it, where two of them share an element.</summary>
    private SumBlock? BlockOf()
    {
        if (!_kernel.SumsBatch) return null;
        ContractionNest nest = _kernel.Nests[0];
        (int outer, int inner, int registers) = TileOf(nest);
        return IsCovered(nest, outer, inner, registers) ? SumBlock.Of(nest, registers * _form.Lanes, EdgeSum(nest, inner) != 0) : null;
    }

    /// <summary>Whether tiles cover rows and columns without sharing an element.</summary>
    private bool IsCovered(ContractionNest nest, int outer, int inner, int registers)
    {
        int last = nest.Rows.Count - 1, width = registers * _form.Lanes;
        return nest.Rows[last].Extent % inner == 0 && (last == 0 || nest.Rows[last - 1].Extent % outer == 0) && (nest.Columns <= width || nest.Columns % width == 0);
    }

    /// <summary>Prints the loops over one nest and returns what prints its tiles.</summary>
    private Action EmitNest(ContractionNest nest)
    {
        (int outer, int inner, int registers) = TileOf(nest);
        int width = registers * _form.Lanes, last = nest.Rows.Count - 1;
        var walks = new List<Walk>();
        if (nest.Groups > 1) walks.Add(new Walk("group", nest.Groups, 1, g => Times(g, nest.GroupA), g => Times(g, nest.GroupB), g => Times(g, nest.GroupC)));
        if (nest.Columns > width) walks.Add(new Walk("column", nest.Columns, width, n => nest.IsElementwise ? n : "", n => n, n => n));
        for (int d = 0; d <= last; d++)
        {
            int step = d == last ? inner : d == last - 1 ? outer : 1, index = d;
            if (nest.Rows[d].Extent > step) walks.Add(new Walk("row" + Literals.Int(d), nest.Rows[d].Extent, step, r => Times(r, nest.Rows[index].A), _ => "", r => Times(r, nest.Rows[index].C)));
        }

        int edge = EdgeSum(nest, inner);
        IReadOnlyList<TileGroup> groups = edge < 0 ? [] : TileGroup.Of(nest.Sums[edge].Cut!, nest.Sums[edge].Extent, nest.Rows[last].Extent, inner);
        IReadOnlyList<EquatableArray<int>> sets = edge < 0 ? [] : TileGroup.RowSets(groups, nest.Sums[edge].Cut!);
        if (groups.Any(g => !g.Fits(sets))) throw new InvalidOperationException($"{_kernel.MethodName}: a tile has terms on both sides of some that it has not");
        string number = _kernel.Nests.Count == 1 ? "" : Literals.Int(_kernel.Nests.ToList().IndexOf(nest)) + "_";
        string tile = $"{_name}_{(edge < 0 ? "" : "Edge_")}{number}{Literals.Int(outer)}x{Literals.Int(inner)}x{Literals.Int(registers)}";
        if (_kernel.SumsBatch) WalkParts(nest, walks, Call("row" + Literals.Int(last), groups.FirstOrDefault()));
        else WalkAll(nest, walks, 0, groups, Call);
        return () => EmitTile(nest, tile, outer, inner, registers, sets);

        // The call of a tile; the place of its rows in the last dimension is a variable or a number.
        string Call(string lastRow, TileGroup? group)
        {
            string lastName = "row" + Literals.Int(last);
            string a = $"a + {(_kernel.SumsBatch ? "first" : "sample")} * {Literals.Int(_kernel.SampleA)}", b = _kernel.SumsBatch ? $"b + first * {Literals.Int(_kernel.SampleB)}" : "b", c = _kernel.SumsBatch ? "c" : $"c + sample * {Literals.Int(_kernel.SampleC)}";
            a += Plus(Times("1", nest.OffsetA)) + string.Concat(walks.Select(w => Plus(w.A(Place(w)))));
            b += Plus(Times("1", nest.OffsetB)) + string.Concat(walks.Select(w => Plus(w.B(Place(w)))));
            string shift = Plus(Times("1", nest.OffsetC)) + string.Concat(walks.Select(w => Plus(w.C(Place(w))))), column = nest.Columns > width ? " + column" : "";
            var counts = new List<string>();
            foreach (int sum in BoundSums(nest, inner))
            {
                (string first, string count) = ("start" + Literals.Int(sum), "terms" + Literals.Int(sum));
                if (!IsBand(sum) && nest.Sums[sum].Cut is { } cut && nest.Rows[cut.Row].Extent == 1)
                {
                    // A single row is walked by no loop.
                    TermRun? only = TermRun.Of(cut, nest.Sums[sum].Extent, 0, 1).FirstOrDefault();
                    (first, count) = (Literals.Int(only?.From ?? 0), Literals.Int(only is null ? 0 : only.To - only.From));
                }

                a += Plus(Times(first, nest.Sums[sum].A));
                b += Plus(Times(first, nest.Sums[sum].B));
                counts.Add(count);
            }

            if (group is { Runs.Count: > 0 })
            {
                // The first term that the tile has.
                string first = Literals.Int(group.Runs[0].From);
                a += Plus(Times(first, nest.Sums[edge].A));
                b += Plus(Times(first, nest.Sums[edge].B));
            }

            if (group is not null) counts.AddRange(group.TermsOf(sets).Select(t => Literals.Int(t * WholeBehind(nest, edge, inner))));
            var arguments = new List<string> { a, b };
            if (_kernel.Epilogue is { } program)
            {
                for (int i = 1; i < program.Operands.Count; i++)
                {
                    string x = "x" + Literals.Int(i), channels = nest.Groups > 1 ? Plus(Times("group", nest.GroupC)) : "";
                    arguments.Add(program.Operands[i] switch
                    {
                        OperandShape.Full => $"{x} + sample * {Literals.Int(_kernel.SampleC)}{shift}",
                        OperandShape.PerColumn => x + channels + column,
                        _ => x,
                    });
                }
            }

            arguments.Add(c + shift);
            arguments = [.. arguments.Select(Address.Of)];
            if (_kernel.SumsBatch && HasSamples) arguments.Add("samples");
            if (IsResumable) arguments.Add(IsBanded ? "first + band > 0" : "first > 0");
            if (!_kernel.SumsBatch && _kernel.NeedsBatch) arguments.Add("batch");
            arguments.AddRange(counts);
            return $"{tile}({string.Join(", ", arguments)});";

            string Place(Walk walk) => walk.Variable == lastName ? lastRow : walk.Variable;
        }
    }

    /// <summary>Sums that are cut by a dimension in which a tile has one row, which begin and end with it, and the one that is taken in bands.</summary>
    private IEnumerable<int> BoundSums(ContractionNest nest, int inner)
    {
        int edge = EdgeSum(nest, inner);
        return Enumerable.Range(0, nest.Sums.Count).Where(s => s != edge && (IsBand(s) || nest.CutSums.Contains(s)));
    }

    private bool IsBand(int sum) => IsBanded && sum == 0;

    /// <summary>The sum that is cut by a dimension in which a tile has several rows, of which some have terms that others have not; −1 for none.</summary>
    private static int EdgeSum(ContractionNest nest, int inner)
        => inner == 1 ? -1 : nest.CutSums.Where(s => nest.Sums[s].Cut!.Row == nest.Rows.Count - 1).DefaultIfEmpty(-1).First();

    private void EmitBounds(ContractionNest nest, string row)
    {
        foreach (int s in nest.CutSums.Where(s => "row" + Literals.Int(nest.Sums[s].Cut!.Row) == row)) EmitBound(nest, s, row);
    }

    /// <summary>The first term of a sum and their number.</summary>
    private void EmitBound(ContractionNest nest, int s, string row)
    {
        string number = Literals.Int(s);
        (string first, string end) = nest.Sums[s].Cut!.Bounds(row, nest.Sums[s].Extent);
        if (!IsBand(s)) _writer.Line($"nint start{number} = {first}, terms{number} = {end} - start{number};");
        else _writer.Line($"nint start{number} = Math.Max(band, {first}), terms{number} = Math.Max(0, Math.Min(end, {end}) - start{number});");
    }

    private void WalkAll(ContractionNest nest, List<Walk> walks, int depth, IReadOnlyList<TileGroup> groups, Func<string, TileGroup?, string> call)
    {
        string last = "row" + Literals.Int(nest.Rows.Count - 1);
        if (depth == walks.Count)
        {
            _writer.Line(call(last, groups.FirstOrDefault()));
            return;
        }

        Walk walk = walks[depth];
        if (groups.Count > 0 && walk.Variable == last)
        {
            foreach (TileGroup group in groups)
            {
                if (group.Count == 1) _writer.Line(call(Literals.Int(group.Start), group));
                else using (_writer.Block($"for (nint {last} = {Literals.Int(group.Start)}; {last} < {Literals.Int(group.Start + (group.Count * group.Step))}; {last} += {Literals.Int(group.Step)})")) _writer.Line(call(last, group));
            }

            return;
        }

        string counter = walk.Overlaps ? walk.Variable + "Next" : walk.Variable;
        using (_writer.Block($"for (nint {counter} = 0; {counter} < {Literals.Int(walk.Extent)}; {(walk.Step == 1 ? counter + "++" : $"{counter} += {Literals.Int(walk.Step)}")})"))
        {
            if (walk.Overlaps) _writer.Line($"nint {walk.Variable} = Math.Min({counter}, {Literals.Int(walk.Extent - walk.Step)});");
            EmitBounds(nest, walk.Variable);
            WalkAll(nest, walks, depth + 1, groups, call);
        }
    }

    /// <summary>All tiles in one line, of which a worker takes its share.</summary>
    private void WalkParts(ContractionNest nest, List<Walk> walks, string call)
    {
        long tiles = walks.Aggregate(1L, (all, w) => all * w.Count);
        using (_writer.Block($"for (nint tile = from * {Literals.Int(tiles)} / {Literals.Int(ContractionKernel.Parts)}, last = to * {Literals.Int(tiles)} / {Literals.Int(ContractionKernel.Parts)}; tile < last; tile++)"))
        {
            long divisor = tiles;
            foreach (Walk walk in walks)
            {
                bool outermost = divisor == tiles;
                divisor /= walk.Count;
                string place = "tile" + (divisor == 1 ? "" : $" / {Literals.Int(divisor)}") + (outermost ? "" : $" % {Literals.Int(walk.Count)}") + (walk.Step == 1 ? "" : $" * {Literals.Int(walk.Step)}");
                _writer.Line($"nint {walk.Variable} = {(walk.Overlaps ? $"Math.Min({place}, {Literals.Int(walk.Extent - walk.Step)})" : place)};");
                EmitBounds(nest, walk.Variable);
            }

            // No loop walks the row that cuts it, or none does.
            if (IsBanded && !(nest.CutSums.Contains(0) && walks.Any(w => w.Variable == "row" + Literals.Int(nest.Sums[0].Cut!.Row))))
            {
                if (nest.CutSums.Contains(0)) EmitBound(nest, 0, "0");
                else _writer.Line("nint start0 = band, terms0 = end - band;");
            }

            _writer.Line(call);
        }
    }

    /// <summary>How much longer tiles take which read all samples, one tile after the other, instead of blocks of them in the cache.</summary>
    private const double AllSamplesCost = 1.5;

    /// <summary>
    /// Places of the last two dimensions and registers of columns that one tile takes: the choice with the fewest cycles, counted as two multiply-adds or two
    /// loads each and a latency of four.
    /// </summary>
    private (int Outer, int Inner, int Registers) TileOf(ContractionNest nest)
    {
        if (_form.IsScalar) return (1, 1, 1);
        int widest = Math.Max(1, Math.Min(2, nest.Columns / _form.Lanes));
        (int, int, int) best = (1, 1, widest);
        double least = double.MaxValue;
        for (int registers = widest; registers >= (_kernel.SumsBatch ? 1 : widest); registers--)
        {
            int most = _form.Bits switch { 512 => registers == 1 ? 16 : 12, 256 => registers == 1 ? 12 : 6, _ => registers == 1 ? 8 : 4 };
            if (nest.IsElementwise) most = Math.Min(most, 6);
            int last = nest.Rows.Count - 1, width = nest.Rows[last].Extent, height = last > 0 ? nest.Rows[last - 1].Extent : 1, panels = (nest.Columns + (registers * _form.Lanes) - 1) / (registers * _form.Lanes);
            // Where padding cuts a sum, a tile has one row of the dimension that decides, but for the last one: its tiles at the edges are methods of their own.
            if (nest.CutSums.Any(s => nest.Sums[s].Cut!.Row == last - 1)) height = 1;
            if (_kernel.SumsBatch && width > most && nest.CutSums.Any(s => nest.Sums[s].Cut!.Row == last)) width = 1;
            for (int outer = 1; outer <= Math.Min(height, most); outer++)
            {
                for (int inner = 1; inner <= Math.Min(width, most / outer); inner++)
                {
                    int rows = outer * inner;
                    double loads = nest.IsElementwise ? (rows + 1) * registers / 2.0 : (rows + registers) / 2.0, cycles = Math.Max(4, Math.Max(rows * registers / 2.0, loads)) + 0.75;
                    double all = (double)((nest.Rows[last].Extent + inner - 1) / inner) * (((last > 0 ? nest.Rows[last - 1].Extent : 1) + outer - 1) / outer) * panels * cycles;
                    if (_kernel.SumsBatch && !IsCovered(nest, outer, inner, registers)) all *= AllSamplesCost;
                    if (all < least - 1e-9) (least, best) = (all, (outer, inner, registers));
                }
            }
        }

        return best;
    }

    /// <param name="sets">Of the tile's rows, those that have terms that others lack, in the order of the terms; none where all rows have all.</param>
    private void EmitTile(ContractionNest nest, string name, int outer, int inner, int registers, IReadOnlyList<EquatableArray<int>> sets)
    {
        int last = nest.Rows.Count - 1;
        (long A, long C)[] rows =
        [
            .. from o in Enumerable.Range(0, outer)
               from i in Enumerable.Range(0, inner)
               select ((last > 0 ? (long)o * nest.Rows[last - 1].A : 0) + ((long)i * nest.Rows[last].A), (last > 0 ? (long)o * nest.Rows[last - 1].C : 0) + ((long)i * nest.Rows[last].C)),
        ];
        int columns = Math.Min(nest.Columns, _form.Lanes);
        _writer.Line();
        _writer.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        using (_writer.Block($"private static void {name}({TileParameters(nest, inner, sets.Count)})"))
        {
            if (_form.IsScalar)
            {
                EmitScalar(nest);
                return;
            }

            TileEmitter.DeclareSums(_writer, _form, rows.Length, registers);
            if (IsResumable)
            {
                using (_writer.Block("if (resumes)"))
                {
                    for (int r = 0; r < rows.Length; r++)
                        for (int v = 0; v < registers; v++) _writer.Line($"{TileEmitter.Sum(r, v)} = {_form.Load(At("c", rows[r].C + (v * _form.Lanes)))};");
                }
            }

            Sums(nest, inner, sets, takesTwo: TileEmitter.TakesTwo(_writer, _form, rows.Length), (a, b, live, step, placeA, placeB) =>
            {
                for (int v = 0; v < registers; v++) _writer.Line($"{(step == 0 ? "var " : "")}b{Literals.Int(v)} = {_form.Load(At(b, placeB + (v * _form.Lanes)))};");
                bool isFirst = step == 0;
                for (int r = 0; r < rows.Length; r++)
                {
                    if (live is not null && !live.Contains(r % inner)) continue;
                    if (!nest.IsElementwise) _writer.Line($"{(isFirst ? "var " : "")}x = {_form.Broadcast($"{a}[{Literals.Int(placeA + rows[r].A)}]")};");
                    isFirst = false;
                    for (int v = 0; v < registers; v++)
                    {
                        string x = nest.IsElementwise ? _form.Load(At(a, placeA + rows[r].A + (v * _form.Lanes))) : "x";
                        _writer.Line($"{TileEmitter.Sum(r, v)} = {_form.Fma(x, "b" + Literals.Int(v), TileEmitter.Sum(r, v))};");
                    }
                }
            });
            for (int r = 0; r < rows.Length; r++)
            {
                for (int v = 0; v < registers; v++)
                {
                    string value = Finish(rows[r].C, r, v), pointer = At("c", rows[r].C + (v * _form.Lanes));
                    _writer.Line(_form.Store(value, pointer, columns) + ";");
                }
            }
        }
    }

    /// <summary>Machines without fused multiply-add compute it in software, one number at a time.</summary>
    private void EmitScalar(ContractionNest nest)
    {
        _writer.Line(IsResumable ? "float c0_0 = resumes ? *c : 0f;" : "float c0_0 = 0f;");
        Sums(nest, 1, [], takesTwo: false, (a, b, _, _, _, _) => _writer.Line($"c0_0 = {_form.Fma("*" + a, "*" + b, "c0_0")};"));
        _writer.Line($"*c = {Finish(0, 0, 0)};");
    }

    /// <summary>One loop of a sum: how often, of which <paramref name="Whole"/> is a divisor, and elements between terms.</summary>
    private sealed record Term(string Count, int Whole, int A, int B, bool IsEdge);

    /// <summary>Prints a term of the sum, <paramref name="step"/> terms behind the pointers.</summary>
    private delegate void TermBody(string a, string b, IReadOnlyList<int>? live, int step, long placeA, long placeB);

    /// <summary>Terms of the next sum behind each of a cut one, where they follow without a gap: both are one loop then, as whole sums are already. 1 for two loops.</summary>
    private static int WholeBehind(ContractionNest nest, int s, int inner)
    {
        if (s + 1 == nest.Sums.Count || s + 1 == EdgeSum(nest, inner) || !nest.CutSums.Contains(s) || nest.CutSums.Contains(s + 1)) return 1;
        SumLoop sum = nest.Sums[s], next = nest.Sums[s + 1];
        return sum.A == next.A * next.Extent && sum.B == next.B * next.Extent ? next.Extent : 1;
    }

    private IReadOnlyList<Term> TermsOf(ContractionNest nest, int inner)
    {
        int edge = EdgeSum(nest, inner);
        var bound = new HashSet<int>(BoundSums(nest, inner));
        var terms = new List<Term>();
        if (_kernel.SumsBatch && HasSamples) terms.Add(new Term("samples", 1, _kernel.SampleA, _kernel.SampleB, false));
        for (int s = 0; s < nest.Sums.Count; s++)
        {
            int whole = WholeBehind(nest, s, inner);
            SumLoop sum = nest.Sums[s], last = whole == 1 ? sum : nest.Sums[s + 1];
            terms.Add(new Term(bound.Contains(s) ? $"terms{Literals.Int(s)}{(whole == 1 ? "" : " * " + Literals.Int(whole))}" : Literals.Int(sum.Extent * whole), s == edge || bound.Contains(s) ? whole : sum.Extent * whole, last.A, last.B, s == edge));
            if (whole > 1) s++;
        }

        return terms;
    }

    /// <summary>
    /// The loops of the sum; the pointers that the innermost one moves are handed to <paramref name="body"/>, with the rows that have its terms where not all do. The innermost loop takes two terms at a time where it may and their number is even.
    /// </summary>
    private void Sums(ContractionNest nest, int inner, IReadOnlyList<EquatableArray<int>> sets, bool takesTwo, TermBody body)
    {
        IReadOnlyList<Term> terms = TermsOf(nest, inner);
        Loop(0, "a", "b", null);

        void Loop(int depth, string a, string b, IReadOnlyList<int>? live)
        {
            Term term = terms[depth];
            if (!term.IsEdge)
            {
                Repeat(depth, term.Count, a, b, live);
                return;
            }

            for (int i = 0; i < sets.Count; i++)
            {
                string run = "run" + Literals.Int(i);
                Repeat(depth, run, a, b, sets[i]);
                if (depth == terms.Count - 1 || i == sets.Count - 1) continue;
                _writer.Line($"{a} += {Times(run, term.A)};");
                _writer.Line($"{b} += {Times(run, term.B)};");
            }
        }

        void Repeat(int depth, string count, string a, string b, IReadOnlyList<int>? live)
        {
            Term term = terms[depth];
            string k = "k" + (terms.Count == 1 ? "" : Literals.Int(depth));
            bool isLast = depth == terms.Count - 1;
            int taken = takesTwo && isLast && term.Whole % 2 == 0 ? 2 : 1;
            if (takesTwo && isLast && taken == 1 && _kernel.SumsBatch && !term.IsEdge)
            {
                // Runs of some places, whose number only the tile knows.
                _writer.Line($"nint {k} = 0;");
                using (_writer.Block($"for (; {k} < {count} - 1; {k} += 2)")) Terms(2);
                using (_writer.Block($"if ({k} < {count})")) body(a, b, live, 0, 0, 0);
                return;
            }

            using (_writer.Block($"for (nint {k} = 0; {k} < {count}; {(taken == 1 ? k + "++" : $"{k} += {Literals.Int(taken)}")})"))
            {
                if (depth < terms.Count - 1)
                {
                    string nextA = $"a{Literals.Int(depth + 1)}s", nextB = $"b{Literals.Int(depth + 1)}s";
                    _writer.Line($"float* {nextA} = {a}{Plus(Times(k, term.A))}, {nextB} = {b}{Plus(Times(k, term.B))};");
                    Loop(depth + 1, nextA, nextB, live);
                    return;
                }

                Terms(taken);
            }

            void Terms(int number)
            {
                for (int step = 0; step < number; step++) body(a, b, live, step, (long)step * term.A, (long)step * term.B);
                if (term.A != 0) _writer.Line(number * term.A == 1 ? $"{a}++;" : $"{a} += {Literals.Int((long)number * term.A)};");
                if (term.B != 0) _writer.Line(number * term.B == 1 ? $"{b}++;" : $"{b} += {Literals.Int((long)number * term.B)};");
            }
        }
    }

    /// <summary>What is stored of one accumulator.</summary>
    private string Finish(long place, int row, int register)
    {
        if (_kernel.Epilogue is not { } program) return TileEmitter.Sum(row, register);
        return EpilogueEmitter.Call(program, _form, TileEmitter.Sum(row, register), index => program.Operands[index] switch
        {
            OperandShape.Full => At("x" + Literals.Int(index), place + (register * _form.Lanes)),
            OperandShape.PerColumn => At("x" + Literals.Int(index), register * _form.Lanes),
            _ => "x" + Literals.Int(index),
        });
    }

    private static string At(string pointer, long offset) => offset == 0 ? pointer : $"{pointer} + {Literals.Int(offset)}";

    private static string Plus(string term) => term.Length == 0 ? "" : term[0] == '-' ? " - " + term.Substring(1) : " + " + term;

    private static string Times(string place, int factor)
    {
        if (int.TryParse(place, out int number)) return (long)number * factor is not 0 and long product ? Literals.Int(product) : "";
        return factor switch { 0 => "", 1 => place, < 0 => $"-{place} * {Literals.Int(-(long)factor)}", _ => $"{place} * {Literals.Int(factor)}" };
    }
}
