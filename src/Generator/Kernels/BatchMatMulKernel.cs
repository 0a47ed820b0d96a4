using NeuralNet.Gen.Generator.Emission;
using NeuralNet.Gen.Generator.Model;
using NeuralNet.Gen.Generator.Ops;

namespace NeuralNet.Gen.Generator.Kernels;

/// <summary>Where the matrices of one factor or of the result lie: elements between samples, between places of the leading dimensions, rows and columns.</summary>
internal sealed record MatrixStrides(int Sample, EquatableArray<int> Leads, int Row, int Column);

/// <summary>
/// c(l) = a(l)·b(l) for every sample and every place l of the leading dimensions, the factors read where they lie: heads of an attention need no
/// copies. a may have any strides; columns of b and c are neighbours. Without a batch there is one sample.
/// </summary>
internal sealed record BatchMatMulKernel(EquatableArray<int> Leads, int M, int N, int K, MatrixStrides A, MatrixStrides B, MatrixStrides C, bool IsBatched = true) : Kernel
{
    /// <summary>Rows that leave out the same terms, in every register width: tiles do not cross their borders.</summary>
    private const int TriangleRows = 8;

    /// <summary>What is left out.</summary>
    public Triangle Triangle { get; init; }

    private bool LeavesTerms => Triangle is Triangle.First or Triangle.FirstUpper;

    public override string MethodName
    {
        get
        {
            static string Name(MatrixStrides s) => $"{Literals.Int(s.Sample)}_{string.Join("_", s.Leads.Select(l => Literals.Int(l)))}_{Literals.Int(s.Row)}_{Literals.Int(s.Column)}";
            uint hash = 2166136261;
            foreach (char c in Name(A) + "|" + Name(B) + "|" + Name(C)) hash = unchecked((hash ^ c) * 16777619);
            string place = ((hash >> 16) ^ (hash & 0xFFFF)).ToString("x4", System.Globalization.CultureInfo.InvariantCulture);
            return $"BatchMatMul_{(IsBatched ? "" : "Fixed_")}{string.Join("x", Leads.Select(l => Literals.Int(l)))}_{Literals.Int(M)}x{Literals.Int(K)}x{Literals.Int(N)}{(Triangle == Triangle.None ? "" : "_" + Triangle)}_{place}";
        }
    }

    public override Split Split => IsBatched ? Split.Samples : Split.Once;

    public override long Cost => Leads.Aggregate(1L, (all, lead) => all * lead) * M * N * K;

    /// <summary>The first factor is broadcast number by number.</summary>
    public override bool ReadsScalars(int index) => index == 0;

    public override string Call(CallSite site) => $"{MethodName}({(IsBatched ? site.Arguments(site.From, site.To) : site.Arguments("0", "1"))});";

    public override void Emit(CodeWriter writer)
    {
        writer.Line($"// for each of [{(IsBatched ? "batch, " : "")}{string.Join(", ", Leads.Select(l => Literals.Int(l)))}]: c[{Literals.Int(M)}, {Literals.Int(N)}] = a[{Literals.Int(M)}, {Literals.Int(K)}] · b[{Literals.Int(K)}, {Literals.Int(N)}]{Left}");
        using (writer.Block($"private static void {MethodName}(float* a, float* b, float* c, nint from, nint to)"))
        {
            writer.Line($"if (Vector512.IsHardwareAccelerated) {MethodName}_512(a, b, c, from, to);");
            writer.Line($"else if (Vector256.IsHardwareAccelerated) {MethodName}_256(a, b, c, from, to);");
            writer.Line($"else if (AdvSimd.IsSupported) {MethodName}_128(a, b, c, from, to);");
            writer.Line($"else {MethodName}_Scalar(a, b, c, from, to);");
        }

        EmitForm(writer, SimdForm.V512, 8, 2);
        EmitForm(writer, SimdForm.V256, 6, 2);
        EmitForm(writer, SimdForm.V128, 8, 2);
        EmitScalar(writer);
    }

    private string Left => Triangle switch
    {
        Triangle.Result => "; nobody reads c after its diagonal",
        Triangle.First => "; a is 0 after its diagonal",
        Triangle.FirstUpper => "; a is 0 before its diagonal",
        _ => "",
    };

    private void EmitForm(CodeWriter writer, SimdForm form, int mostRows, int mostRegisters)
    {
        // Tiles of rows that leave out other terms than their neighbours divide the eight.
        if (LeavesTerms && TriangleRows % mostRows != 0) mostRows = TriangleRows / 2;
        int rows = Math.Min(mostRows, M), registers = Math.Max(1, Math.Min(mostRegisters, N / form.Lanes)), width = registers * form.Lanes;
        string name = $"{MethodName}_{form.Suffix}";
        var heights = new List<int> { rows };
        for (int left = M % rows, height = 4; LeavesTerms && height > 0; height /= 2)
        {
            if ((left & height) != 0) heights.Add(height);
        }

        Driver(writer, name, () =>
        {
            string column = N <= width ? "0" : "column", columns = column == "0" ? "" : " + column";
            Loop(writer, N <= width ? null : "column", N, width, () =>
            {
                if (!LeavesTerms)
                {
                    string skips = Triangle == Triangle.Result && column != "0" ? $"if (column < row + {Literals.Int(rows)}) " : "";
                    Loop(writer, "row", M, rows, () => writer.Line($"{skips}{Tile(rows)}(as0 + row * {Literals.Int(A.Row)}, bs0{columns}, cs0 + row * {Literals.Int(C.Row)}{columns});"));
                    return;
                }

                int whole = M / rows * rows;
                using (writer.Block($"for (nint row = 0; row < {Literals.Int(whole)}; row += {Literals.Int(rows)})")) PartCall(rows, "row", columns);
                foreach (int height in heights.Skip(1))
                {
                    PartCall(height, Literals.Int(whole), columns);
                    whole += height;
                }
            });
        });

        var strides = new TileStrides(A.Row, Literals.Int(A.Column), Literals.Int(B.Row), Literals.Int(C.Row));
        foreach (int height in heights)
            TileEmitter.Emit(writer, form, Tile(height), "float* a, float* b, float* c" + (LeavesTerms ? ", nint terms" : ""), height, registers, LeavesTerms ? "terms" : Literals.Int(K), strides, Math.Min(N, form.Lanes), TileEmitter.Sum);

        string Tile(int height) => $"{name}_{Literals.Int(height)}x{Literals.Int(registers)}";

        // The terms that the eight rows around this one have.
        void PartCall(int height, string row, string columns)
        {
            string target = $"cs0 + {row} * {Literals.Int(C.Row)}{columns}";
            if (Triangle == Triangle.First) writer.Line($"{Tile(height)}(as0 + {row} * {Literals.Int(A.Row)}, bs0{columns}, {target}, {LastTerm(row)});");
            else writer.Line($"{Tile(height)}(as0 + {row} * {Literals.Int(A.Row)} + {FirstTerm(row)} * {Literals.Int(A.Column)}, bs0 + {FirstTerm(row)} * {Literals.Int(B.Row)}{columns}, {target}, {Literals.Int(K)} - {FirstTerm(row)});");
        }
    }

    private static string FirstTerm(string row) => $"({row} & ~{Literals.Int(TriangleRows - 1)})";

    private string LastTerm(string row) => $"Math.Min({Literals.Int(K)}, {FirstTerm(row)} + {Literals.Int(TriangleRows)})";

    private void EmitScalar(CodeWriter writer) => Driver(writer, MethodName + "_Scalar", () =>
    {
        using (writer.Block($"for (nint row = 0; row < {Literals.Int(M)}; row++)"))
        using (writer.Block($"for (nint column = 0; column < {Literals.Int(N)}; column++)"))
        {
            string first = Triangle == Triangle.FirstUpper ? FirstTerm("row") : "0", end = Triangle == Triangle.First ? LastTerm("row") : Literals.Int(K);
            writer.Line("float sum = 0f;");
            writer.Line($"for (nint k = {first}; k < {end}; k++) sum = MathF.FusedMultiplyAdd(as0[row * {Literals.Int(A.Row)} + k * {Literals.Int(A.Column)}], bs0[k * {Literals.Int(B.Row)} + column], sum);");
            writer.Line($"cs0[row * {Literals.Int(C.Row)} + column] = sum;");
        }
    });

    /// <summary>Walks samples and leading dimensions; as0, bs0 and cs0 point at the matrices of a place.</summary>
    private void Driver(CodeWriter writer, string name, Action body)
    {
        writer.Line();
        writer.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        using (writer.Block($"private static void {name}(float* a, float* b, float* c, nint from, nint to)"))
        {
            var scopes = new Stack<IDisposable>();
            scopes.Push(writer.Block("for (nint sample = from; sample < to; sample++)"));
            for (int i = 0; i < Leads.Count; i++) scopes.Push(writer.Block($"for (nint l{Literals.Int(i)} = 0; l{Literals.Int(i)} < {Literals.Int(Leads[i])}; l{Literals.Int(i)}++)"));
            foreach ((string matrix, MatrixStrides strides) in new[] { ("a", A), ("b", B), ("c", C) })
                writer.Line($"float* {matrix}s0 = {matrix} + sample * {Literals.Int(strides.Sample)}{string.Concat(strides.Leads.Select((s, i) => $" + l{Literals.Int(i)} * {Literals.Int(s)}"))};");
            body();
            while (scopes.Count > 0) scopes.Pop().Dispose();
        }
    }

    /// <summary>A loop over a whole extent in steps; the last step overlaps where they do not divide it.</summary>
    private static void Loop(CodeWriter writer, string? variable, int extent, int step, Action body)
    {
        if (variable is null)
        {
            body();
            return;
        }

        bool divides = extent % step == 0;
        string counter = divides ? variable : "next" + char.ToUpperInvariant(variable[0]) + variable.Substring(1);
        using (writer.Block($"for (nint {counter} = 0; {counter} < {Literals.Int(extent)}; {counter} += {Literals.Int(step)})"))
        {
            if (!divides) writer.Line($"nint {variable} = Math.Min({counter}, {Literals.Int(extent - step)});");
            body();
        }
    }
}
