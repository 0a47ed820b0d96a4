using NeuralNet.Gen.Generator.Emission;
using NeuralNet.Gen.Generator.Model;
using NeuralNet.Gen.Generator.Ops;

namespace NeuralNet.Gen.Generator.Kernels;

/// <summary>Windows over [batch, places…, channels], registers along the channels; taps and windows in ascending order.</summary>
/// <param name="Dims">Of the pooled value.</param>
internal sealed record PoolKernel(PoolKind Kind, PoolGeometry Geometry, EquatableArray<int> Dims, bool IsGradient) : Kernel
{
    public override string MethodName
    {
        get
        {
            uint hash = 2166136261;
            foreach (char c in Geometry.ToString()) hash = unchecked((hash ^ c) * 16777619);
            string places = string.Join("x", Dims.Skip(1).Select(d => Literals.Int(d))), shape = ((hash >> 16) ^ (hash & 0xFFFF)).ToString("x4", System.Globalization.CultureInfo.InvariantCulture);
            return $"{(Kind == PoolKind.Max ? "MaxPool" : "AvgPool")}{(IsGradient ? "Gradient" : "")}_{places}_to_{string.Join("x", Geometry.Outputs.Select(o => Literals.Int(o)))}_{shape}";
        }
    }

    public override Split Split => Split.Samples;

    public override long Cost => Geometry.Outputs.Aggregate((long)Channels, (all, o) => all * o) * (Geometry.IsAdaptive ? 4 : Geometry.Taps.Aggregate(1L, (all, t) => all * t));

    private const int MostUnrolledTaps = 9;

    /// <summary>Whether no place belongs to two windows: a gradient is then written and not added.</summary>
    private bool IsDisjoint => !Geometry.IsAdaptive && Enumerable.Range(0, Dimensions).All(d => Geometry.Strides[d] >= Geometry.Taps[d]);

    /// <summary>Whether every place belongs to exactly one window.</summary>
    private bool Covers => IsDisjoint && Enumerable.Range(0, Dimensions).All(d => Geometry.Padding[d] == 0 && Geometry.Outputs[d] * Geometry.Taps[d] == Dims[d + 1]);

    /// <summary>Whether all windows are whole, and so small that their taps are written one by one.</summary>
    private bool IsUnrolled => !Geometry.IsAdaptive && Geometry.Taps.Aggregate(1L, (all, t) => all * t) <= MostUnrolledTaps
        && Enumerable.Range(0, Dimensions).All(d => Geometry.Padding[d] == 0 && ((Geometry.Outputs[d] - 1) * Geometry.Strides[d]) + Geometry.Taps[d] <= Dims[d + 1]);

    private int Channels => Dims[Dims.Count - 1];

    private int Dimensions => Geometry.Dimensions;

    public override string Call(CallSite site) => $"{MethodName}({site.Arguments(site.From, site.To)});";

    public override void Emit(CodeWriter writer)
    {
        int inSize = Dims.Skip(1).Aggregate(1, (all, d) => all * d), outSize = Geometry.Outputs.Aggregate(Channels, (all, o) => all * o);
        string parameters = !IsGradient ? "float* x, float* y" : Kind == PoolKind.Max ? "float* dy, float* x, float* y, float* dx" : "float* dy, float* dx";
        writer.Line($"// [batch, {string.Join(", ", Dims.Skip(1).Select(d => Literals.Int(d)))}]{(IsGradient ? " ← " : " → ")}[batch, {string.Join(", ", Geometry.Outputs.Select(o => Literals.Int(o)))}, {Literals.Int(Channels)}]: {Geometry}");
        writer.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        using (writer.Block($"private static void {MethodName}({parameters}, nint from, nint to)"))
        {
            if (IsGradient && !Covers) writer.Line($"Copy.Fill(dx + from * {Literals.Int(inSize)}, (to - from) * {Literals.Int(inSize)}, 0f);");
            var scopes = new Stack<IDisposable>();
            scopes.Push(writer.Block("for (nint sample = from; sample < to; sample++)"));
            string window = $"sample * {Literals.Int(outSize)}";
            int stride = outSize;
            for (int d = 0; d < Dimensions; d++)
            {
                stride /= Geometry.Outputs[d];
                string p = "p" + Literals.Int(d);
                scopes.Push(writer.Block($"for (nint {p} = 0; {p} < {Literals.Int(Geometry.Outputs[d])}; {p}++)"));
                window += $" + {p} * {Literals.Int(stride)}";
                if (!IsUnrolled) writer.Line($"nint first{Literals.Int(d)} = {First(d)}, last{Literals.Int(d)} = {Last(d)};");
            }

            string corner = $"sample * {Literals.Int(inSize)}";
            if (IsUnrolled) corner += string.Concat(Enumerable.Range(0, Dimensions).Select(d => $" + p{Literals.Int(d)} * {Literals.Int(Geometry.Strides[d] * PlaceStride(d))}"));
            writer.Line($"nint place = {corner}, window = {window}, channel = 0;");
            if (Kind == PoolKind.Average) writer.Line($"float share = {Share()};");
            foreach (SimdForm form in new[] { SimdForm.V512, SimdForm.V256, SimdForm.V128 }.Where(f => f.Lanes <= Channels))
            {
                using (writer.Block($"if ({form.Class}.IsHardwareAccelerated)"))
                {
                    // Channels may be computed twice where the results are written and not added: the last vector then reaches back.
                    if (form.Lanes == SimdForm.V128.Lanes && Channels % form.Lanes != 0 && (!IsGradient || IsDisjoint))
                    {
                        using (writer.Block($"for (nint next = channel; next < {Literals.Int(Channels)}; next += {Literals.Int(form.Lanes)})"))
                        {
                            writer.Line($"channel = Math.Min(next, {Literals.Int(Channels - form.Lanes)});");
                            EmitChannels(writer, form);
                        }

                        writer.Line($"channel = {Literals.Int(Channels)};");
                        continue;
                    }

                    using (writer.Block($"for (; channel <= {Literals.Int(Channels - form.Lanes)}; channel += {Literals.Int(form.Lanes)})")) EmitChannels(writer, form);
                }
            }

            using (writer.Block($"for (; channel < {Literals.Int(Channels)}; channel++)")) EmitChannels(writer, SimdForm.Scalar);

            while (scopes.Count > 0) scopes.Pop().Dispose();
        }
    }

    private void EmitChannels(CodeWriter writer, SimdForm form)
    {
        bool max = Kind == PoolKind.Max;
        // The first of taps that are all there needs nothing to be compared with.
        if (!IsGradient) writer.Line($"var all = {(max && IsUnrolled ? form.Load("x + place + channel") : form.Constant(max ? float.NegativeInfinity : 0f))};");
        else if (max) writer.Line($"var best = {form.Load("y + window + channel")};");
        if (IsGradient) writer.Line($"var left = {form.Load("dy + window + channel")}{(max ? "" : " * " + form.Broadcast("share"))};");
        if (IsUnrolled)
        {
            int taps = Geometry.Taps.Aggregate(1, (all, t) => all * t);
            for (int t = max && !IsGradient ? 1 : 0; t < taps; t++) EmitTap(writer, form, Place(t) is var shift && shift == 0 ? "place + channel" : $"place + {Literals.Int(shift)} + channel", Literals.Int(t));
        }
        else
        {
            var scopes = new Stack<IDisposable>();
            string tap = "place";
            for (int d = 0; d < Dimensions; d++)
            {
                string t = "t" + Literals.Int(d);
                scopes.Push(writer.Block($"for (nint {t} = first{Literals.Int(d)}; {t} < last{Literals.Int(d)}; {t}++)"));
                tap += $" + {t} * {Literals.Int(PlaceStride(d))}";
            }

            EmitTap(writer, form, tap + " + channel", "");
            while (scopes.Count > 0) scopes.Pop().Dispose();
        }

        if (!IsGradient) writer.Line(form.Store(max ? "all" : $"(all * {form.Broadcast("share")})", "y + window + channel") + ";");
    }

    /// <param name="number">Makes the names of this tap its own.</param>
    private void EmitTap(CodeWriter writer, SimdForm form, string place, string number)
    {
        bool max = Kind == PoolKind.Max;
        if (!IsGradient)
        {
            string next = form.Load("x + " + place);
            writer.Line(max ? $"all = VectorMath.Max(all, {next});" : $"all += {next};");
            return;
        }

        string target = "dx + " + place, gradient = "left";
        if (max)
        {
            writer.Line($"var hit{number} = {form.Equal(form.Load("x + " + place), "best")};");
            gradient = form.Select("hit" + number, "left", form.Constant(0f));
        }

        writer.Line(form.Store(IsDisjoint ? gradient : $"({form.Load(target)} + ({gradient}))", target) + ";");
        if (max) writer.Line($"left = {form.Select("hit" + number, form.Constant(0f), "left")};");
    }

    /// <summary>Elements between neighbours along a dimension of the pooled value.</summary>
    private int PlaceStride(int dimension) => Dims.Skip(dimension + 2).Aggregate(1, (all, d) => all * d);

    /// <summary>Elements from a window's first place to the one of a tap, taps counted along all dimensions.</summary>
    private int Place(int tap)
    {
        int place = 0;
        for (int d = Dimensions - 1; d >= 0; d--)
        {
            place += tap % Geometry.Taps[d] * PlaceStride(d);
            tap /= Geometry.Taps[d];
        }

        return place;
    }

    private string First(int d)
    {
        string p = "p" + Literals.Int(d);
        if (Geometry.IsAdaptive) return $"{p} * {Literals.Int(Dims[d + 1])} / {Literals.Int(Geometry.Outputs[d])}";
        string start = Geometry.Strides[d] == 1 ? p : $"{p} * {Literals.Int(Geometry.Strides[d])}";
        return Geometry.Padding[d] == 0 ? start : $"Math.Max({start} - {Literals.Int(Geometry.Padding[d])}, 0)";
    }

    private string Last(int d)
    {
        string p = "p" + Literals.Int(d);
        int places = Dims[d + 1];
        if (Geometry.IsAdaptive) return $"(({p} + 1) * {Literals.Int(places)} + {Literals.Int(Geometry.Outputs[d] - 1)}) / {Literals.Int(Geometry.Outputs[d])}";
        string end = $"{p} * {Literals.Int(Geometry.Strides[d])} + {Literals.Int(Geometry.Taps[d] - Geometry.Padding[d])}";
        bool cut = ((Geometry.Outputs[d] - 1) * Geometry.Strides[d]) + Geometry.Taps[d] - Geometry.Padding[d] > places;
        return cut ? $"Math.Min({end}, {Literals.Int(places)})" : end;
    }

    /// <summary>One over the number of places that an average divides by. A window that ceil mode lets run past the padding counts as far as the padding reaches.</summary>
    private string Share()
    {
        if (IsUnrolled) return $"1f / ({string.Join(" * ", Geometry.Taps.Select(t => Literals.Int(t)))})";
        if (Geometry.IsAdaptive || !Geometry.CountsPadding) return $"1f / ({string.Join(" * ", Enumerable.Range(0, Dimensions).Select(d => $"(last{Literals.Int(d)} - first{Literals.Int(d)})"))})";
        return $"1f / ({string.Join(" * ", Enumerable.Range(0, Dimensions).Select(Counted))})";

        string Counted(int d)
        {
            int end = Dims[d + 1] + Geometry.Padding[d];
            bool over = ((Geometry.Outputs[d] - 1) * Geometry.Strides[d]) - Geometry.Padding[d] + Geometry.Taps[d] > end;
            string start = $"p{Literals.Int(d)} * {Literals.Int(Geometry.Strides[d])} - {Literals.Int(Geometry.Padding[d])}";
            return over ? $"(Math.Min({start} + {Literals.Int(Geometry.Taps[d])}, {Literals.Int(end)}) - ({start}))" : Literals.Int(Geometry.Taps[d]);
        }
    }
}
