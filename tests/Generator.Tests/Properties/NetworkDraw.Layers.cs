namespace NeuralNet.Gen.Generator.Tests.Properties;

/// <summary>Layers.</summary>
internal sealed partial class NetworkDraw
{
    private Step? Layer(Drawn x)
    {
        if (x.Rank == 0) return null;
        if (Chance(4)) return Norm(x);
        if (!x.IsBatched) return null;
        return x.Rank switch
        {
            1 => Below(4) switch { 0 => Bilinear(x), _ => Dense(x) },
            2 => Below(9) switch { 0 or 1 => Recurrent(x), 2 or 3 => Attention(x), 4 => Convolution(x), 5 => TransposedConvolution(x), 6 or 7 => Pool(x), _ => Dense(x) },
            3 => Below(8) switch { 0 or 1 or 2 => Convolution(x), 3 => TransposedConvolution(x), 4 or 5 => Pool(x), 6 => HeadsAttention(x), _ => Dense(x) },
            _ => Below(3) switch { 0 => Dense(x), _ => Convolution(x) },
        };
    }

    private Step Dense(Drawn x)
    {
        int units = Chance(4) ? 1 + Below(20) : 1 + Below(5);
        bool bias = !Chance(4);
        if (Chance(4))
        {
            string layer = Name("layer");
            return new Step($"{layer}.Of({layer}.Of({x.Name}).Tanh())", x.Shape, x.Bound * 1.5) { Before = $"        var {layer} = new Dense({x.Last}, bias: {Flag(bias)});\n", Parameters = (x.Last + 1) * x.Last };
        }

        return new Step($"{x.Name}.Dense({units}{(bias ? "" : ", bias: false")})", With(x.Shape, x.Rank - 1, units), x.Bound * 1.5) { Parameters = (x.Last + 1) * units };
    }

    private Step? Bilinear(Drawn x)
    {
        Drawn[] others = [.. _values.Where(v => v.IsBatched && v.Rank == 1)];
        Drawn other = Any(others);
        int units = 1 + Below(3);
        return new Step($"{x.Name}.Bilinear({other.Name}, {units}, bias: {Flag(Chance(2))})", [units], x.Bound * other.Bound) { Parameters = units * ((x.Last * other.Last) + 1), Reads = [other] };
    }

    private Step? Norm(Drawn x)
    {
        string epsilon = Of("0.1f", "0.01f", "0.001f");
        int places = x.Length / x.Shape[0];
        switch (Below(6))
        {
            case 0 when x.Last > 2:
                return new Step($"{x.Name}.LayerNorm({epsilon})", x.Shape, 2) { Parameters = 2 * x.Last };
            case 1:
                return new Step($"{x.Name}.RmsNorm({epsilon})", x.Shape, 2) { Parameters = x.Last };
            case 2 when x.IsBatched && _batch * places > 2:
                bool affine = !Chance(3);
                return new Step($"{x.Name}.BatchNorm({epsilon}, momentum: 0.3f{(affine ? "" : ", affine: false")})", x.Shape, 2) { Parameters = affine ? 2 * x.Shape[0] : 0 };
            case 3 when x.IsBatched:
                int[] groups = [.. Enumerable.Range(1, x.Shape[0]).Where(g => x.Shape[0] % g == 0 && x.Length / g > 2)];
                if (groups.Length == 0) return null;
                bool scales = Chance(2);
                return new Step($"{x.Name}.GroupNorm({Any(groups)}, {epsilon}, affine: {Flag(scales)})", x.Shape, 2) { Parameters = scales ? 2 * x.Shape[0] : 0 };
            case 4 when x.IsBatched && places > 2:
                bool own = Chance(2);
                return new Step($"{x.Name}.InstanceNorm({epsilon}, affine: {Flag(own)})", x.Shape, 2) { Parameters = own ? 2 * x.Shape[0] : 0 };
            case 5 when x.IsBatched && x.Rank > 1:
                return new Step($"{x.Name}.LocalResponseNorm({1 + Below(5)}, 0.5f, {Of("0.75f", "0.5f", "1f")}, {Of("1f", "2f")})", x.Shape, x.Bound);
            default:
                return null;
        }
    }

    private Step? Convolution(Drawn x)
    {
        int n = x.Rank - 1, inputs = x.Shape[0], groups = Any(Enumerable.Range(1, inputs).Where(g => inputs % g == 0).ToArray()), channels = groups * (1 + Below(3));
        int kernel = 1 + Below(3), stride = 1 + Below(3), dilation = 1 + Below(2), padding = Below(3);
        bool same = Chance(4), causal = n == 1 && !same && Chance(3), bias = !Chance(3);
        int span = (dilation * (kernel - 1)) + 1;
        int[] places = [.. x.Shape.Skip(1)];
        int Places(int p) => same ? (p + stride - 1) / stride : causal ? ((p - 1) / stride) + 1 : ((p + (2 * padding) - span) / stride) + 1;
        if (!same && !causal && places.Any(p => p + (2 * padding) < span)) return null;
        if (n == 2 && Chance(4))
        {
            int other = 1 + Below(3);
            if (places[0] + 2 < other || places[1] + (2 * padding) < span) return null;
            return new Step(
                $"{x.Name}.Conv2d({channels}, ({other}, {kernel}), (1, {stride}), (1, {padding}), (1, {dilation}), {groups}, {Flag(bias)}, null)",
                [channels, places[0] + 2 - other + 1, ((places[1] + (2 * padding) - span) / stride) + 1], x.Bound * 1.5) { Parameters = channels * ((inputs / groups * other * kernel) + 1) };
        }

        string text = $"{channels}, kernel: {kernel}";
        if (stride > 1) text += $", stride: {stride}";
        if (dilation > 1) text += $", dilation: {dilation}";
        if (same) text += ", same: true";
        else if (causal) text += ", causal: true";
        else if (padding > 0) text += $", padding: {padding}";
        if (groups > 1) text += $", groups: {groups}";
        if (!bias) text += ", bias: false";
        return new Step($"{x.Name}.Conv{n}d({text})", [channels, .. places.Select(Places)], x.Bound * 1.5) { Parameters = channels * (((inputs / groups) * (int)Math.Pow(kernel, n)) + 1) };
    }

    private Step? TransposedConvolution(Drawn x)
    {
        int n = x.Rank - 1, inputs = x.Shape[0], groups = Any(Enumerable.Range(1, inputs).Where(g => inputs % g == 0).ToArray()), channels = groups * (1 + Below(2));
        int kernel = 1 + Below(3), stride = 1 + Below(3), dilation = 1 + Below(2), padding = Below(2), extra = Below(Math.Max(stride, dilation));
        int Places(int p) => ((p - 1) * stride) - (2 * padding) + (dilation * (kernel - 1)) + extra + 1;
        if (x.Shape.Skip(1).Any(p => Places(p) < 1)) return null;
        return new Step(
            $"{x.Name}.ConvTranspose{n}d({channels}, kernel: {kernel}, stride: {stride}, padding: {padding}, outputPadding: {extra}, dilation: {dilation}, groups: {groups}, bias: {Flag(Chance(2))})",
            [channels, .. x.Shape.Skip(1).Select(Places)], x.Bound * 1.5) { Parameters = inputs * ((channels / groups * (int)Math.Pow(kernel, n)) + 1) };
    }

    private Step? Pool(Drawn x)
    {
        int n = x.Rank - 1, channels = x.Shape[0];
        int[] places = [.. x.Shape.Skip(1)];
        switch (Below(6))
        {
            case 0:
                return new Step($"{x.Name}.Global{Of("Avg", "Max")}Pool()", [channels], x.Bound);
            case 1:
                int scale = 1 + Below(3);
                return new Step($"{x.Name}.{(n == 2 && Chance(2) ? "UpsampleBilinear" : "UpsampleNearest")}({scale})", [channels, .. places.Select(p => p * scale)], x.Bound);
            case 2:
                int size = 1 + Below(places.Min());
                return new Step($"{x.Name}.Adaptive{Of("Avg", "Max")}Pool{n}d({size})", [channels, .. places.Select(_ => size)], x.Bound);
            default:
                int kernel = 1 + Below(3), stride = Below(4), padding = Below((kernel / 2) + 1), step = stride == 0 ? kernel : stride;
                bool ceiling = Chance(3), counts = Chance(2);
                if (places.Any(p => p + (2 * padding) < kernel)) return null;
                int Places(int p)
                {
                    int free = p + (2 * padding) - kernel, count = ((free + (ceiling ? step - 1 : 0)) / step) + 1;
                    return ceiling && (count - 1) * step >= p + padding ? count - 1 : count;
                }

                string text = $"{kernel}, stride: {stride}, padding: {padding}, ceilMode: {Flag(ceiling)}";
                return new Step($"{x.Name}.{(Chance(2) ? $"MaxPool{n}d({text})" : $"AvgPool{n}d({text}, countIncludePad: {Flag(counts)})")}", [channels, .. places.Select(Places)], x.Bound);
        }
    }

    private Step Recurrent(Drawn x)
    {
        int time = x.Shape[0], hidden = 1 + Below(4), layers = Chance(4) ? 2 : 1, directions = Chance(3) ? 2 : 1;
        (string type, int gates) = Of(("Lstm", 4), ("Gru", 3), ("Rnn", 1));
        string arguments = $"{hidden}{(layers > 1 ? ", layers: 2" : "")}{(directions > 1 ? ", bidirectional: true" : "")}{(Chance(4) ? ", bias: false" : "")}{(type == "Rnn" && Chance(2) ? ", activation: RnnActivation.Relu" : "")}";
        int parameters = gates * hidden * directions * ((x.Last + hidden + 2) + ((layers - 1) * ((directions * hidden) + hidden + 2)));
        int[] shape = [time, directions * hidden], states = [layers * directions, hidden];
        if (Chance(2)) return new Step($"{x.Name}.{type}({arguments})", shape, 1) { Parameters = parameters };
        string output = Name("o"), last = Name("h"), cell = Name("c"), given = "";
        string? input = null;
        if (Chance(3))
        {
            string lengths = $"length{_inputs.Count}";
            input = $"Tokens {lengths}";
            given += $", lengths: {lengths}";
        }

        if (Chance(3))
        {
            given += $", hidden: Position({layers * directions}, {hidden}, 0.5f)";
            parameters += layers * directions * hidden;
        }

        return new Step(output, shape, 1)
        {
            Before = $"        var ({output}, {last}{(type == "Lstm" ? $", {cell}" : "")}) = new {type}({arguments}).Of({x.Name}{given});\n",
            Also = [new Drawn(last, states, true, 1), .. type == "Lstm" ? new[] { new Drawn(cell, states, true, 2) } : []],
            Parameters = parameters,
            Input = input,
        };
    }

    private Step Attention(Drawn x)
    {
        int time = x.Shape[0], width = x.Last, heads = Any(Enumerable.Range(1, width).Where(h => width % h == 0).ToArray()), parameters = 4 * width * (width + 1), keys = time;
        string extra = width / heads % 2 == 0 && Chance(3) ? ", rotary: 50f" : "";
        Drawn[] memories = [.. _values.Where(v => v.IsBatched && v.Rank == 2 && v != x)];
        Drawn? memory = memories.Length > 0 && Chance(2) ? Any(memories) : null;
        if (memory is not null)
        {
            keys = memory.Shape[0];
            parameters = 2 * width * (width + memory.Last + 2);
        }

        if (Chance(4))
        {
            extra += $", bias: Position({time}, {keys}, 1f)";
            parameters += time * keys;
        }

        string? input = null;
        if (Chance(4))
        {
            bool isLength = Chance(2);
            string name = (isLength ? "length" : "seen") + _inputs.Count;
            input = isLength ? $"Tokens {name}" : $"[Shape({keys})] Tokens {name}";
            extra += isLength ? $", lengths: {name}" : $", mask: {name}";
        }

        string call = memory is not null ? $"CrossAttention({memory.Name}, {heads}" : Chance(2) ? $"SelfAttention({heads}" : $"CausalSelfAttention({heads}";
        if (memory is null && input is null && Chance(4))
        {
            string layer = Name("layer");
            return new Step($"{layer}.Of({layer}.Of({x.Name}))", x.Shape, 1.5) { Before = $"        var {layer} = new MultiHeadAttention({heads}, causal: {Flag(Chance(2))});\n", Parameters = parameters };
        }

        return new Step($"{x.Name}.{call}{extra})", x.Shape, 1.5) { Parameters = parameters, Reads = memory is null ? [] : [memory], Input = input };
    }

    private Step HeadsAttention(Drawn x) => new(
        $"ScaledDotProductAttention({x.Name}{(x.Last % 2 == 0 && Chance(2) ? ".RotaryPosition(30f)" : "")}, {x.Name}.Dense({x.Last}), {x.Name}{(Chance(2) ? ".Tanh()" : "")}, causal: {Flag(Chance(2))})", x.Shape, x.Bound) { Parameters = x.Last * (x.Last + 1) };

    private Step? Activation(Drawn x)
    {
        if (x.Rank == 0) return null;
        int place = Below(x.Rank);
        string at = Dimension(x, place);
        bool isEven = x.Shape[place] % 2 == 0;
        switch (Below(16))
        {
            case 0: return new Step($"{x.Name}.Softmax({at})", x.Shape, 1);
            case 1: return new Step($"{x.Name}.LogSoftmax({at})", x.Shape, x.Bound + 3);
            case 2 when isEven: return new Step($"{x.Name}.Glu({at})", With(x.Shape, place, x.Shape[place] / 2), x.Bound);
            case 3 when isEven: return new Step($"{x.Name}.SwiGlu({at})", With(x.Shape, place, x.Shape[place] / 2), x.Bound * x.Bound);
            case 4 when x.IsBatched: return new Step($"{x.Name}.PRelu({Of(1, x.Shape[0])}, 0.5f)", x.Shape, x.Bound) { Parameters = x.Shape[0] };
            case 5 or 6: return new Step($"{x.Name}.{Of("Tanh", "Sigmoid", "Hardsigmoid")}()", x.Shape, 1);
            default: return new Step($"{x.Name}.{Of("Relu", "LeakyRelu", "Elu", "Silu", "Gelu", "Softplus", "Mish", "Hardswish", "Relu6", "Tanh", "LeakyRelu", "Relu")}()", x.Shape, x.Bound + 0.5);
        }
    }
}
