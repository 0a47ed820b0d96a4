using NeuralNet.Gen.Generator.Emission;
using NeuralNet.Gen.Generator.Model;

namespace NeuralNet.Gen.Generator.Kernels;

/// <summary>Where the matrices of one factor or of the result lie: elements between samples, between places of the leading dimensions, rows and columns.</summary>
internal sealed record MatrixStrides(int Sample, EquatableArray<int> Leads, int Row, int Column);

/// <summary>
/// c(l) = a(l)·b(l) for every sample and every place l of the leading dimensions, the factors read where they lie: heads of an attention need no
/// copies. a may have any strides; columns of b and c are neighbours. Without a batch there is one sample.
/// </summary>
internal sealed record BatchMatMulKernel(EquatableArray<int> Leads, int M, int N, int K, MatrixStrides A, MatrixStrides B, MatrixStrides C, bool IsBatched = true) : Kernel
{
    public override string MethodName
    {
        get
        {
            static string Name(MatrixStrides s) => $"{Literals.Int(s.Sample)}_{string.Join("_", s.Leads.Select(l => Literals.Int(l)))}_{Literals.Int(s.Row)}_{Literals.Int(s.Column)}";
            uint hash = 2166136261;
            foreach (char c in Name(A) + "|" + Name(B) + "|" + Name(C)) hash = unchecked((hash ^ c) * 16777619);
            string place = ((hash >> 16) ^ (hash & 0xFFFF)).ToString("x4", System.Globalization.CultureInfo.InvariantCulture);
            return $"BatchMatMul_{(IsBatched ? "" : "Fixed_")}{string.Join("x", Leads.Select(l => Literals.Int(l)))}_{Literals.Int(M)}x{Literals.Int(K)}x{Literals.Int(N)}_{place}";
        }
    }

    public override Split Split => IsBatched ? Split.Samples : Split.Once;

    public override long Cost => Leads.Aggregate(1L, (all, lead) => all * lead) * M * N * K;

    /// <summary>The first factor is broadcast number by number.</summary>
    public override bool ReadsScalars(int index) => index == 0;

    public override string Call(CallSite site) => $"{MethodName}({(IsBatched ? site.Arguments(site.From, site.To) : site.Arguments("0", "1"))});";

    public override void Emit(CodeWriter writer)
    {
        writer.Line($"// for each of [{(IsBatched ? "batch, " : "")}{string.Join(", ", Leads.Select(l => Literals.Int(l)))}]: c[{Literals.Int(M)}, {Literals.Int(N)}] = a[{Literals.Int(M)}, {Literals.Int(K)}] · b[{Literals.Int(K)}, {Literals.Int(N)}]");
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

    private void EmitForm(CodeWriter writer, SimdForm form, int mostRows, int mostRegisters)
    {
        int rows = Math.Min(mostRows, M), registers = Math.Max(1, Math.Min(mostRegisters, N / form.Lanes)), width = registers * form.Lanes;
        string name = $"{MethodName}_{form.Suffix}", tile = $"{name}_{Literals.Int(rows)}x{Literals.Int(registers)}";
        Driver(writer, name, () =>
        {
            string column = N <= width ? "0" : "column";
            Loop(writer, N <= width ? null : "column", N, width, () => Loop(writer, "row", M, rows, () =>
                writer.Line($"{tile}(as0 + row * {Literals.Int(A.Row)}, bs0{(column == "0" ? "" : " + column")}, cs0 + row * {Literals.Int(C.Row)}{(column == "0" ? "" : " + column")});")));
        });
        var strides = new TileStrides(A.Row, Literals.Int(A.Column), Literals.Int(B.Row), Literals.Int(C.Row));
        TileEmitter.Emit(writer, form, tile, "float* a, float* b, float* c", rows, registers, Literals.Int(K), strides, Math.Min(N, form.Lanes), TileEmitter.Sum);
    }

    private void EmitScalar(CodeWriter writer) => Driver(writer, MethodName + "_Scalar", () =>
    {
        using (writer.Block($"for (nint row = 0; row < {Literals.Int(M)}; row++)"))
        using (writer.Block($"for (nint column = 0; column < {Literals.Int(N)}; column++)"))
        {
            writer.Line("float sum = 0f;");
            writer.Line($"for (nint k = 0; k < {Literals.Int(K)}; k++) sum = MathF.FusedMultiplyAdd(as0[row * {Literals.Int(A.Row)} + k * {Literals.Int(A.Column)}], bs0[k * {Literals.Int(B.Row)} + column], sum);");
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
