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
        int[] taps = [.. w.Shape.Take(n)];
        return [.. Places(shape).Select(p =>
        {
            int o = p[n + 1], group = o / perGroup;
            double sum = 0;
            foreach (int[] t in Places(taps))
            {
                for (int i = 0; i < inputs; i++)
                {
                    int[] from = [p[0], .. Enumerable.Range(0, n).Select(d => (p[d + 1] * geometry.Strides[d]) + (t[d] * geometry.Dilations[d])), (group * inputs) + i];
                    sum += x.Data[Flat(x.Shape, from)] * w.Data[Flat(w.Shape, [.. t, i, o])];
                }
            }

            return sum;
        })];
    }

    /// <summary>Every place of y adds to the places that a convolution would have read for it.</summary>
    private static double[] TransposedConvolution(Tensor y, Tensor w, ConvGeometry geometry, int[] shape)
    {
        int n = geometry.Dimensions, outputs = w.Last, inputs = w.Shape[n], perGroup = outputs / geometry.Groups;
        var result = new double[Size(shape)];
        foreach (int[] p in Places(y.Shape))
        {
            int o = p[n + 1], group = o / perGroup;
            foreach (int[] t in Places([.. w.Shape.Take(n)]))
            {
                for (int i = 0; i < inputs; i++)
                {
                    int[] to = [p[0], .. Enumerable.Range(0, n).Select(d => (p[d + 1] * geometry.Strides[d]) + (t[d] * geometry.Dilations[d])), (group * inputs) + i];
                    result[Flat(shape, to)] += y.Data[Flat(y.Shape, p)] * w.Data[Flat(w.Shape, [.. t, i, o])];
                }
            }
        }

        return result;
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
        return [.. x.Data.Select((v, i) =>
        {
            int c = i % channels;
            double m = mean.Data[c], s = variance.Data[c];
            if (training)
            {
                IEnumerable<double> own = x.Data.Where((_, k) => k % channels == c);
                m = own.Average();
                s = own.Average(o => (o - m) * (o - m));
            }

            double standard = (v - m) / Math.Sqrt(s + epsilon);
            return inputs.Length == 3 ? standard : (standard * inputs[3].Data[c]) + inputs[4].Data[c];
        })];
    }
}
