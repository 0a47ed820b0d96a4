using NeuralNet.Gen.Generator.Ops;

namespace NeuralNet.Gen.Generator.Tests.Interpreter;

/// <summary>Convolutions, pooling and batch statistics, by their definitions: every place asks for what it needs.</summary>
internal sealed partial class GraphInterpreter
{
    /// <summary>All index tuples of a shape in row-major order.</summary>
    private static IEnumerable<int[]> Places(int[] shape)
    {
        var index = new int[shape.Length];
        int size = Size(shape);
        for (int i = 0; i < size; i++)
        {
            yield return (int[])index.Clone();
            for (int d = shape.Length - 1; d >= 0 && ++index[d] == shape[d]; d--) index[d] = 0;
        }
    }

    private static int Flat(int[] shape, IReadOnlyList<int> index)
    {
        int place = 0;
        for (int d = 0; d < shape.Length; d++) place = (place * shape[d]) + index[d];
        return place;
    }

    /// <summary>y[b, p, o] = Σ x[b, p·s + t·d, g·ci + i]·w[t, i, o].</summary>
    private static double[] Convolution(Tensor x, Tensor w, ConvGeometry geometry, int[] shape)
    {
        int n = geometry.Dimensions, outputs = w.Last, inputs = w.Shape[n], perGroup = outputs / geometry.Groups;
        int[][] taps = [.. Places([.. w.Shape.Take(n)])];
        return [.. Places(shape).Select(p =>
        {
            int o = p[n + 1], group = o / perGroup;
            double sum = 0;
            for (int t = 0; t < taps.Length; t++)
            {
                int from = (PlaceOf(p, taps[t], x.Shape, geometry) * x.Last) + (group * inputs), weight = (t * inputs * outputs) + o;
                for (int i = 0; i < inputs; i++) sum += x.Data[from + i] * w.Data[weight + (i * outputs)];
            }

            return sum;
        })];
    }

    /// <summary>Every place of y adds to the places that a convolution would have read for it.</summary>
    private static double[] TransposedConvolution(Tensor y, Tensor w, ConvGeometry geometry, int[] shape)
    {
        int n = geometry.Dimensions, outputs = w.Last, inputs = w.Shape[n], perGroup = outputs / geometry.Groups, channels = shape[n + 1];
        var result = new double[Size(shape)];
        int[][] taps = [.. Places([.. w.Shape.Take(n)])];
        int place = 0;
        foreach (int[] p in Places(y.Shape))
        {
            int o = p[n + 1], group = o / perGroup;
            double value = y.Data[place++];
            for (int t = 0; t < taps.Length; t++)
            {
                int to = (PlaceOf(p, taps[t], shape, geometry) * channels) + (group * inputs), weight = (t * inputs * outputs) + o;
                for (int i = 0; i < inputs; i++) result[to + i] += value * w.Data[weight + (i * outputs)];
            }
        }

        return result;
    }

    /// <summary>The number of the place [b, p·s + t·d] among those of all samples.</summary>
    /// <param name="p">Sample, place in each dimension, channel.</param>
    /// <param name="shape">Samples, places, channels.</param>
    private static int PlaceOf(int[] p, int[] tap, int[] shape, ConvGeometry geometry)
    {
        int place = p[0];
        for (int d = 0; d < geometry.Dimensions; d++)
        {
            int at = (p[d + 1] * geometry.Strides[d]) + (tap[d] * geometry.Dilations[d]);
            if (at >= shape[d + 1]) throw new InvalidOperationException($"place {at} of {shape[d + 1]}");
            place = (place * shape[d + 1]) + at;
        }

        return place;
    }

    private static double[] Pooled(Tensor x, Pool op, int[] shape)
    {
        PoolGeometry g = op.Geometry;
        int n = g.Dimensions;
        return [.. Places(shape).Select(p =>
        {
            var values = new List<double>();
            double divisor = 1;
            int[] first = new int[n], last = new int[n];
            for (int d = 0; d < n; d++)
            {
                int places = x.Shape[d + 1], start = (p[d + 1] * g.Strides[d]) - g.Padding[d], end = start + g.Taps[d];
                (first[d], last[d]) = g.IsAdaptive
                    ? ((int)Math.Floor((double)p[d + 1] * places / g.Outputs[d]), (int)Math.Ceiling((p[d + 1] + 1.0) * places / g.Outputs[d]))
                    : (Math.Max(0, start), Math.Min(places, end));
                divisor *= g.IsAdaptive || !g.CountsPadding ? last[d] - first[d] : Math.Min(end, places + g.Padding[d]) - start;
            }

            foreach (int[] t in Places([.. first.Select((f, d) => last[d] - f)])) values.Add(x.Data[Flat(x.Shape, [p[0], .. t.Select((i, d) => first[d] + i), p[n + 1]])]);
            return op.Kind == PoolKind.Max ? values.Max() : values.Sum() / divisor;
        })];
    }

    private static double[] Running(Tensor x, Tensor sofar, BatchStatistic op) => [.. sofar.Data.Select((old, c) =>
    {
        double[] own = [.. x.Data.Where((_, k) => k % x.Last == c)];
        double mean = own.Average(), variance = own.Sum(o => (o - mean) * (o - mean)) / Math.Max(1, own.Length - 1);
        return ((1 - op.Momentum) * old) + (op.Momentum * (op.Kind == StatisticKind.Mean ? mean : variance));
    })];

    private double[] Standardised(Tensor[] inputs, double epsilon)
    {
        Tensor x = inputs[0], mean = inputs[1], variance = inputs[2];
        int channels = x.Last;
        double[] means = [.. mean.Data], variances = [.. variance.Data];
        for (int c = 0; training && c < channels; c++)
        {
            double[] own = [.. x.Data.Where((_, k) => k % channels == c)];
            means[c] = own.Average();
            variances[c] = own.Average(o => (o - means[c]) * (o - means[c]));
        }

        return [.. x.Data.Select((v, i) =>
        {
            int c = i % channels;
            double standard = (v - means[c]) / Math.Sqrt(variances[c] + epsilon);
            return inputs.Length == 3 ? standard : (standard * inputs[3].Data[c]) + inputs[4].Data[c];
        })];
    }
}
