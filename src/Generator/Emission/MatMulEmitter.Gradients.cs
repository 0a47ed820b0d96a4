using NeuralNet.Gen.Generator.Kernels;

namespace NeuralNet.Gen.Generator.Emission;

/// <summary>Sums that go on, as gradients of weights do: over the batch, some terms at a time.</summary>
internal sealed partial class MatMulEmitter
{
    /// <summary>Terms of a long sum between two visits of the same tile.</summary>
    private const int TermsAtATime = 256;

    /// <summary>
    /// Whether a tile may be visited again: a long sum, such as one over all places of all sequences, is taken some terms at a time, so that what the tiles of a panel share stays in the
    /// cache, and one over the batch goes on from the samples before. The chains go on where they stopped, which changes no bit; but then no two tiles may overlap.
    /// </summary>
    private static bool GoesOn(MatMulKernel kernel) => kernel.Resumes || IsLong(kernel);

    /// <summary>Tiles of full size, then of what is left of rows and columns.</summary>
    private void EmitRowsThatGoOn(int rows, int main)
    {
        int n = _kernel.N.Count, width = main * _form.Lanes, whole = n / width * width;
        var panels = new List<(int Registers, int Stored, int Start)>();
        if (n < _form.Lanes) panels.Add((1, n, 0));
        else
        {
            for (int start = whole; start < n; start += _form.Lanes) panels.Add((1, Math.Min(_form.Lanes, n - start), start));
        }

        // Shares of workers begin at multiples of the granularity, so what is left over of a share is known where tiles divide that, or there is one share; otherwise it may be any even number, and at the end an odd one.
        int granularity = _kernel.OutputGranularity, m = _kernel.M.Count;
        bool hasBlocks = PacksA && m > MostPackedRows;
        bool isAnyRest = granularity % rows != 0 && (m > granularity || Shares), hasShortShare = hasBlocks || (m % granularity > 0 && m % granularity < rows);
        var heights = new List<int>();
        // Shared tiles are large enough as it is: pairs of rows are all that may be left there.
        bool leavesPairs = isAnyRest && Shares && HasWholeTiles(_kernel);
        for (int height = leavesPairs ? 2 : 4; height > 0; height /= 2)
        {
            if (height < rows && (isAnyRest ? height > 1 || m % 2 != 0 : (m % rows & height) != 0)) heights.Add(height);
        }

        (string first, string end) = hasBlocks ? ("top", "end") : ("from", "to");
        Driver(() =>
        {
            if (!IsLong(_kernel)) Walk();
            else
            {
                int panelFloats = TermsAtATime * width;
                if (LaysParts) _writer.Line($"float* space = stackalloc float[{Literals.Int(panelFloats + 16 + (PacksA ? Math.Min(m, MostPackedRows) / rows * ((TermsAtATime * rows) + PackedGap) : 0))}], panel = Panel.Align(space){(PacksA ? $", packed = panel + {Literals.Int(panelFloats)}" : "")};");
                using (_writer.Block($"for (nint start = 0; start < {Terms}; start += {Literals.Int(TermsAtATime)})"))
                {
                    _writer.Line($"nint terms = Math.Min({Literals.Int(TermsAtATime)}, {Terms} - start){(PacksA ? $", apart = terms * {Literals.Int(rows)} + {Literals.Int(PackedGap)}" : "")};");
                    if (!hasBlocks) PackAndWalk();
                    else
                    {
                        using (_writer.Block($"for (nint top = from; top < to; top += {Literals.Int(MostPackedRows)})"))
                        {
                            _writer.Line($"nint end = Math.Min(top + {Literals.Int(MostPackedRows)}, to);");
                            PackAndWalk();
                        }
                    }
                }
            }
        });

        List<(int Registers, int Stored)> sizes = [.. panels.Select(p => (p.Registers, p.Stored))];
        if (whole > 0 && n >= _form.Lanes) sizes.Insert(0, (main, _form.Lanes));
        foreach ((int registers, int stored) in sizes.Distinct())
        {
            if (HasFirst) Tile(rows, registers, stored, FactorB.LaysPanel, isPacked: PacksA);
            Tile(rows, registers, stored, Laid, isPacked: PacksA);
            foreach (int height in heights) Tile(height, registers, stored, Laid, isRest: true);
        }

        void PackAndWalk()
        {
            if (PacksA) _writer.Line($"Panel.PackSixes(a + start * {LeadingA} + {first}, {LeadingA}, packed, apart, terms, ({end} - {first}) / {Literals.Int(rows)});");
            Walk();
        }

        void Walk()
        {
            bool isAny = Shares && HasWholeTiles(_kernel), isOne = whole == width && !isAny;
            string columns = isAny ? Width : Literals.Int(whole);
            // Either factor is read again for each tile of the other: the one with fewer numbers is better read often.
            if (heights.Count == 0 && panels.Count == 0 && _kernel.M.Count > n && !LaysParts)
            {
                using (_writer.Block($"for (nint row = from; row < to; row += {Literals.Int(rows)})"))
                {
                    if (isOne) TileCall(rows, main, "row", "0", _form.Lanes);
                    else
                    {
                        using (_writer.Block($"for (nint column = 0; column < {columns}; column += {Literals.Int(width)})")) TileCall(rows, main, "row", "column", _form.Lanes);
                    }
                }

                return;
            }

            if (whole > 0 && n >= _form.Lanes)
            {
                if (isOne) Column("0", main, _form.Lanes);
                else
                {
                    using (_writer.Block($"for (nint column = 0; column < {columns}; column += {Literals.Int(width)})")) Column("column", main, _form.Lanes);
                }
            }

            foreach ((int registers, int stored, int start) in panels) Column(Literals.Int(start), registers, stored);
        }

        void Column(string column, int registers, int stored)
        {
            if (LaysParts && !HasFirst) Copy();
            if (heights.Count == 0)
            {
                if (HasFirst) TileCall(rows, registers, first, column, stored, FactorB.LaysPanel, PacksA);
                using (_writer.Block($"for (nint row = {(HasFirst ? $"{first} + {Literals.Int(rows)}" : first)}; row < {end}; row += {Literals.Int(rows)})")) TileCall(rows, registers, "row", column, stored, Laid, PacksA);
                return;
            }

            using (_writer.Block("// No two tiles may meet: what is left of the rows is taken in smaller ones."))
            {
                _writer.Line($"nint row = {first};");
                if (PacksA) _writer.Line("float* six = packed;");
                if (HasFirst && !hasShortShare) First();
                else if (HasFirst)
                {
                    using (_writer.Block($"if (row <= {end} - {Literals.Int(rows)})")) First();
                    using (_writer.Block("else")) Copy();
                }

                using (_writer.Block($"for (; row <= {end} - {Literals.Int(rows)}; row += {Literals.Int(rows)}{(PacksA ? ", six += apart" : "")})")) TileCall(rows, registers, "row", column, stored, Laid, PacksA);
                foreach (int height in heights)
                {
                    using (_writer.Block($"{(leavesPairs ? "while" : "if")} (row <= {end} - {Literals.Int(height)})"))
                    {
                        TileCall(height, registers, "row", column, stored, Laid);
                        _writer.Line($"row += {Literals.Int(height)};");
                    }
                }
            }

            void Copy() => _writer.Line($"Panel.Copy(b + start * {LeadingC}{(column == "0" ? "" : " + " + column)}, {LeadingC}, panel, terms, {Literals.Int(width)});");

            void First()
            {
                TileCall(rows, registers, "row", column, stored, FactorB.LaysPanel, PacksA);
                _writer.Line($"row += {Literals.Int(rows)};");
                if (PacksA) _writer.Line("six += apart;");
            }
        }
    }

    private static bool IsLong(MatMulKernel kernel) => kernel is { K: { IsBatched: true, Count: > 1 }, M.IsBatched: false, N.IsBatched: false } || LaysPartsOfPanels(kernel);

    /// <summary>
    /// Whether the first tile of a weight's gradient lays the columns that it reads of b side by side, 256 terms at a time, as <see cref="LaysPanels"/> has it: rows of b that lie multiples of 512 bytes apart are too many for the first-level cache
    /// already beside those of a. A few tiles must be left to read them.
    /// </summary>
    private static bool LaysPartsOfPanels(MatMulKernel kernel) => kernel is { K.IsBatched: true, M: { IsBatched: false, Count: >= 24 }, N.IsBatched: false } && kernel.N.Count % 128 == 0;

    private bool LaysParts => LaysPartsOfPanels(_kernel);

    /// <summary>Whether a tile lays the panel for the others; shared tiles have it copied for them.</summary>
    private bool HasFirst => LaysParts && !Shares;

    /// <summary>Rows of c whose first factor is packed at a time: a share of the second-level cache that leaves room for the second.</summary>
    private const int MostPackedRows = 192;

    /// <summary>Columns of c from which a packed factor is read often enough.</summary>
    private const int ManyPackedColumns = 256;

    /// <summary>Numbers between packed tiles: without them tiles of 256 terms would lie in few sets of the cache.</summary>
    private const int PackedGap = 16;

    /// <summary>
    /// Whether the first factor of a weight's gradient is packed by tiles of six rows. It has them in columns of a matrix, of which a tile reads 24 bytes of each cache line, and of lines that lie 2 KB apart a first-level cache of 32 KB holds no
    /// more than 16 for the next tile. With tiles of 512 bits and caches of 48 KB it gained nothing.
    /// </summary>
    private bool PacksA => HasFirst && _form.Bits == 256 && _kernel.N.Count >= ManyPackedColumns;

    /// <summary>Where all tiles but the first of a panel have their second factor from.</summary>
    private FactorB Laid => LaysParts ? FactorB.Panel : FactorB.Matrix;
}
