namespace NeuralNet.Gen.Generator.Tests.Properties;

/// <summary>Functions of tensors.</summary>
internal sealed partial class NetworkDraw
{
    /// <summary>Element by element, of one value.</summary>
    private Step Function(Drawn x)
    {
        string y = x.Name;
        double b = x.Bound;
        (string expression, double bound) = Of<(string, double)>(
            ($"{y}.Square()", b * b), ($"({y}.Square() + 1).Log()", 3), ($"({y} * {y} + 0.5f).Sqrt()", b + 1), ($"({y} * {y} + 1).Rsqrt()", 1), ($"({y}.Abs() + 1).Reciprocal()", 1),
            ($"{y}.Abs()", b), ($"{y}.Sin() * {y}.Cos()", 1), ($"{y}.Sign() * {y}", b), ($"-{y}", b), ($"1 - {y}", b + 1), ($"{y} / (1 + {y}.Abs())", 1), ($"{y}.Tanh().Exp()", 3),
            ($"{y}.Clamp(-0.5f, 0.7f)", 1), ($"{y}.Tanh().Pow(3)", 1), ($"({y}.Square() + 1).Pow({Of("0.5f", "-0.5f", "0.3f", "-1", "1.5f")})", b + 1),
            ($"{y}.Detach() * {y}", b * b), ($"{y}.MaskedFill({y} > 0.3f, 0.3f)", b), ($"Where({y} > 0.1f, {y}, {y} * 0.3f)", b), ($"Where(({y} >= -0.2f).And({y} < 0.6f), {y}.Square(), -{y})", b * b),
            ($"({y} > 0.5f).Or({y} <= -0.5f).Not() * {y}", b), ($"Maximum({y}, {Number(-0.3)}) - Minimum(0.2f, {y})", 2 * b), ($"{y} + {y}", 2 * b), ($"({y} - 0.25f) * ({y} + 0.5f)", b * b), ($"{y} * 0.5f + 0.1f", b),
            ($"{y} - {y}.Detach() * 0.5f", b), ($"{y}.EqualTo({y}) * {y}", b));
        return new Step(expression, x.Shape, bound);
    }

    private Step? Reduction(Drawn x)
    {
        if (x.Rank == 0) return null;
        int count = 1 + Below(x.Rank);
        int[] places = [.. Enumerable.Range(0, x.Rank).OrderBy(_ => Below(1000)).Take(count)];
        int size = places.Aggregate(1, (a, p) => a * x.Shape[p]);
        bool keeps = Chance(2);
        string at = $"[{string.Join(", ", places.Select(p => Dimension(x, p)))}], {Flag(keeps)}";
        if (count == 1 && Chance(2)) at = $"{Dimension(x, places[0])}, {Flag(keeps)}";
        int[] shape = keeps ? [.. x.Shape.Select((e, i) => places.Contains(i) ? 1 : e)] : [.. x.Shape.Where((_, i) => !places.Contains(i))];
        switch (Below(8))
        {
            case 0 or 1: return new Step($"{x.Name}.Sum({at})", shape, x.Bound * Math.Sqrt(size));
            case 2: return new Step($"{x.Name}.Mean({at})", shape, x.Bound);
            case 3: return new Step($"{x.Name}.Max({at})", shape, x.Bound);
            case 4: return new Step($"{x.Name}.Min({at})", shape, x.Bound);
            case 5: return new Step($"{x.Name}.LogSumExp({at})", shape, x.Bound + 2);
            case 6 when size > 1: return new Step($"{x.Name}.Variance([{string.Join(", ", places.Select(p => Dimension(x, p)))}], {Flag(keeps)}, unbiased: {Flag(Chance(2))})", shape, x.Bound * x.Bound);
            // The place alone has no gradient; what it multiplies has one.
            case 7: return new Step($"{x.Name}.ArgMax({Dimension(x, places[0])}, true) * 0.2f * {x.Name}", x.Shape, x.Bound * 2);
            default: return null;
        }
    }

    private Step? Movement(Drawn x)
    {
        if (x.Rank == 0) return new Step($"{x.Name}.Unsqueeze({(x.IsBatched ? 1 : 0)})", [1], x.Bound);
        int place = Below(x.Rank), extent = x.Shape[place], lead = x.IsBatched ? 1 : 0;
        string at = Dimension(x, place), y = x.Name;
        switch (Below(18))
        {
            case 0 when x.Rank > 1:
                int other = Below(x.Rank);
                return new Step($"{y}.Transpose({at}, {Dimension(x, other)})", With(With(x.Shape, place, x.Shape[other]), other, extent), x.Bound);
            case 1 when x.Rank > 1:
                int[] order = [.. Enumerable.Range(0, x.Rank).OrderBy(_ => Below(1000))];
                return new Step($"{y}.Permute({(lead == 1 ? "0, " : "")}{string.Join(", ", order.Select(o => o + lead))})", [.. order.Select(o => x.Shape[o])], x.Bound);
            case 2:
                int step = 1 + Below(3), start = Below(extent), length = 1 + Below(((extent - 1 - start) / step) + 1);
                return new Step($"{y}.Slice({at}, {start}, {length}, {step})", With(x.Shape, place, length), x.Bound);
            case 3 when extent > 1:
                int from = Below(extent), count = 1 + Below(extent - from);
                return new Step($"{y}.Narrow({at}, {from}, {count})", With(x.Shape, place, count), x.Bound);
            case 4:
                return new Step($"{y}.Select({at}, {Below(extent)})", Without(x.Shape, place), x.Bound);
            case 5 when extent > 1:
                string parts = Name("parts");
                int cut = 1 + Below(extent - 1);
                return new Step($"Concat([{parts}[1], {parts}[0] * 2, {parts}[1].Tanh()], {at})", With(x.Shape, place, extent + (extent - cut)), x.Bound * 2) { Before = $"        Tensor[] {parts} = {y}.Split([{cut}, {extent - cut}], {at});\n" };
            case 6 when extent % 2 == 0:
                string chunks = Name("parts");
                return new Step($"{chunks}[0] * {chunks}[1] - {chunks}[0]", With(x.Shape, place, extent / 2), x.Bound * x.Bound) { Before = $"        Tensor[] {chunks} = {y}.Chunk(2, {at});\n" };
            case 7 or 8:
                int before = Below(3), after = Below(3);
                return new Step($"{y}.Pad({at}, {before}, {after}{(Chance(2) ? ", 0.5f" : "")})", With(x.Shape, place, extent + before + after), x.Bound);
            case 9 when x.Rank > 1:
                return new Step($"{y}.Pad([1, 0, 0, 2], {Of("0", "-1")})", [.. x.Shape.SkipLast(2), x.Shape[^2] + 2, x.Last + 1], x.Bound);
            case 10:
                int[] repeats = [.. x.Shape.Select(_ => 1 + Below(2))];
                return new Step($"{y}.Tile({string.Join(", ", repeats)})", [.. x.Shape.Select((e, i) => e * repeats[i])], x.Bound);
            case 11:
                return new Step($"{y}.RepeatInterleave(2, {at})", With(x.Shape, place, 2 * extent), x.Bound);
            case 12 when x.Rank < 4:
                return new Step($"{y}.Unsqueeze({place + lead})", [.. x.Shape.Take(place), 1, .. x.Shape.Skip(place)], x.Bound);
            case 13 when extent == 1:
                return new Step($"{y}.Squeeze({at})", Without(x.Shape, place), x.Bound);
            case 14 when extent == 1:
                int wide = 1 + Below(4);
                return new Step($"{y}.Expand({string.Join(", ", With(x.Shape, place, wide))})", With(x.Shape, place, wide), x.Bound);
            case 15 when x.Rank > 1 && x.IsBatched:
                return new Step($"{y}.Flatten()", [x.Length], x.Bound);
            case 16:
                int[] divisors = [.. Enumerable.Range(1, x.Length).Where(d => x.Length % d == 0)];
                int first = Any(divisors);
                return new Step($"{y}.Reshape({first}, {x.Length / first})", [first, x.Length / first], x.Bound);
            case 17 when x.Last % 2 == 0 && x.Rank > 1 && x.IsBatched:
                return new Step($"{y}.RotaryPosition({Of("10f", "100f")})", x.Shape, x.Bound * 1.4);
            default:
                return null;
        }
    }

    private Step? Product(Drawn x)
    {
        if (x.Rank < 2) return x.IsBatched || x.Rank == 0 ? null : new Step($"{x.Name}.Unsqueeze(0)", [1, .. x.Shape], x.Bound);
        string y = x.Name;
        int m = x.Shape[^2], n = x.Last;
        int[] outer = [.. x.Shape.SkipLast(2)];
        Drawn[] right = [.. _values.Where(v => v.Rank >= 2 && v.Shape[^2] == n && Fits(outer, [.. v.Shape.SkipLast(2)], x.IsBatched, v.IsBatched))];
        switch (Below(7))
        {
            case 0:
                return new Step($"{y}.MatMul({y}.Transpose(-1, -2))", [.. outer, m, m], x.Bound * x.Bound * Math.Sqrt(n));
            case 1:
                return new Step($"MatMul({y}.Transpose(-2, -1), {y})", [.. outer, n, n], x.Bound * x.Bound * Math.Sqrt(m));
            case 2:
                int width = Size();
                return new Step($"{y}.MatMul(Position({n}, {width}, 0.5f))", [.. outer, m, width], x.Bound * Math.Sqrt(n)) { Parameters = n * width };
            case 3:
                int height = Size();
                return new Step($"Position({height}, {m}, 0.5f).MatMul({y})", [.. outer, height, n], x.Bound * Math.Sqrt(m)) { Parameters = height * m };
            case 4:
                return new Step($"{y}.MatMul(Position({Of(4, 3)}, {n}, 0.5f).Transpose(0, 1).Narrow(-1, 0, 3))", [.. outer, m, 3], x.Bound * Math.Sqrt(n)) { Parameters = n * 4 };
            case 5 or 6 when right.Length > 0:
                Drawn other = Any(right);
                int[] others = [.. other.Shape.SkipLast(2)];
                return new Step($"{y}.MatMul({other.Name})", [.. Broadcast(outer, others), m, other.Last], x.Bound * other.Bound * Math.Sqrt(n)) { Reads = [other], IsBatched = x.IsBatched || other.IsBatched };
            default:
                return null;
        }
    }

    /// <summary>Two values in one expression, broadcast.</summary>
    private Step? Pair(Drawn x)
    {
        string y = x.Name;
        if (Chance(5)) return Side(x);
        if (Chance(5) && x.Rank == 2 && x.IsBatched) return Rows(x);
        Drawn[] others = [.. _values.Where(v => v != x && Fits(x.Shape, v.Shape, x.IsBatched, v.IsBatched))];
        string z;
        int[] shape = x.Shape;
        bool isBatched = x.IsBatched;
        double bound = x.Bound;
        Drawn[] reads = [];
        int parameters = 0;
        if (others.Length > 0 && !Chance(4))
        {
            Drawn other = Any(others);
            (z, shape, isBatched, bound, reads) = (other.Name, Broadcast(x.Shape, other.Shape), x.IsBatched || other.IsBatched, Math.Max(x.Bound, other.Bound), [other]);
        }
        else if (x.Rank == 0)
        {
            return null;
        }
        else if (x.Rank > 1 && Chance(2))
        {
            (int rows, int columns) = (Of(1, x.Shape[^2]), Of(1, x.Last));
            (z, parameters) = ($"Position({rows}, {columns}, 0.5f)", rows * columns);
        }
        else if (Chance(4) && x.Last < 8)
        {
            z = $"Constant({string.Join(", ", Enumerable.Range(0, x.Last).Select(i => Number((i % 3) + 0.5)))})";
            bound = Math.Max(2, bound);
        }
        else
        {
            z = $"{y}.{Of("Mean", "Max", "Sum")}({Dimension(x, Below(x.Rank))}, true)";
            bound *= 2;
        }

        if (z.StartsWith('C') || z.StartsWith('P'))
        {
            // A value of its own, because some expressions read it twice.
            string named = Name("z");
            return Combine(y, named) with { Before = $"        Tensor {named} = {z};\n" };
        }

        return Combine(y, z);

        Step Combine(string a, string c) => new(Of(
            $"{a} + {c}", $"{a} - {c}", $"{c} - {a}", $"{a} * {c}", $"{a} * {c} + {c}", $"{a} / ({c}.Square() + 1)", $"{c} / ({a}.Abs() + 1)", $"Maximum({a}, {c})", $"Minimum({c}, {a})", $"Where({a} > {c}, {a}, {c} * 0.5f)",
            $"({a} <= {c}) * {a} + {c}", $"({a}.Square() + 1).Pow({c}.Tanh())", $"Where({c} < 0.2f, {a} + {c}, {c} * {c})", $"({a} + {c}).Tanh() * {c}"), shape, bound * Math.Max(bound, 2)) { Reads = reads, IsBatched = isBatched, Parameters = parameters };
    }

    /// <summary>Two values side by side.</summary>
    private Step? Side(Drawn x)
    {
        string y = x.Name;
        if (x.Rank > 0 && Chance(2))
        {
            int place = Below(x.Rank);
            Drawn[] alike = [.. _values.Where(v => v.IsBatched == x.IsBatched && v.Rank == x.Rank && Without(v.Shape, place).SequenceEqual(Without(x.Shape, place)))];
            Drawn other = Any(alike);
            return new Step($"Concat([{y}, {other.Name}, {y} * 0.5f], {Dimension(x, place)})", With(x.Shape, place, (2 * x.Shape[place]) + other.Shape[place]), Math.Max(x.Bound, other.Bound)) { Reads = [other] };
        }

        Drawn[] same = [.. _values.Where(v => v.IsBatched == x.IsBatched && v.Shape.SequenceEqual(x.Shape))];
        Drawn second = Any(same);
        int at = Below(x.Rank + 1);
        return x.Rank > 2 ? null : new Step($"Stack([{y}, {second.Name}.Tanh()], {at + (x.IsBatched ? 1 : 0)})", [.. x.Shape.Take(at), 2, .. x.Shape.Skip(at)], Math.Max(x.Bound, 1)) { Reads = [second] };
    }

    /// <summary>Rows by number.</summary>
    private Step Rows(Drawn x)
    {
        int count = Size();
        string name = $"rows{_inputs.Count}";
        if (Chance(2))
        {
            return new Step($"ScatterAdd({x.Name}, {name}, {count})", [count, x.Last], x.Bound * 2) { Input = $"[Shape({x.Shape[0]})] Tokens {name}" };
        }

        return new Step($"Gather({x.Name}, {name})", [count, x.Last], x.Bound) { Input = $"[Shape({count})] Tokens {name}" };
    }

    /// <summary>Whether two shapes may be broadcast without a dimension meeting the batch.</summary>
    private static bool Fits(int[] a, int[] b, bool aIsBatched, bool bIsBatched)
    {
        if (aIsBatched && bIsBatched && a.Length != b.Length) return false;
        if (aIsBatched && !bIsBatched && b.Length > a.Length) return false;
        if (bIsBatched && !aIsBatched && a.Length > b.Length) return false;
        for (int i = 1; i <= Math.Min(a.Length, b.Length); i++)
        {
            if (a[^i] != b[^i] && a[^i] != 1 && b[^i] != 1) return false;
        }

        return true;
    }

    private static int[] Broadcast(int[] a, int[] b)
    {
        int rank = Math.Max(a.Length, b.Length);
        return [.. Enumerable.Range(0, rank).Select(i => Math.Max(i < rank - a.Length ? 1 : a[i - rank + a.Length], i < rank - b.Length ? 1 : b[i - rank + b.Length]))];
    }
}
