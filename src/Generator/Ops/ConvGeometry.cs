using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Kernels;
using NeuralNet.Gen.Generator.Model;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>
/// The steps of a convolution over channels-last values [batch, places…, channels] with weights [taps…, inputs of a group, outputs], and the loops that compute
/// it and its two gradients. Padding is an op of its own, or a <see cref="ConvPadding"/> of which nothing lies in memory: then sums leave out what they would find there.
/// </summary>
/// <param name="Strides">Places between neighbouring windows, for each dimension.</param>
/// <param name="Dilations">Places between neighbouring taps.</param>
internal sealed partial record ConvGeometry(EquatableArray<int> Strides, EquatableArray<int> Dilations, int Groups)
{
    public int Dimensions => Strides.Count;

    /// <summary>Places that a window covers.</summary>
    public int Span(int dimension, int taps) => checked(((taps - 1) * Dilations[dimension]) + 1);

    public int OutputPlaces(int dimension, int places, int taps) => places < Span(dimension, taps) ? 0 : ((places - Span(dimension, taps)) / Strides[dimension]) + 1;

    /// <summary>[batch, places…, inputs] and [taps…, inputs/groups, outputs] → [batch, places…, outputs].</summary>
    public TensorType Forward(string op, TensorType x, TensorType weight)
    {
        Check(op, x, weight, x.Last, weight.Rank == Dimensions + 2 ? weight.Dims[Dimensions] * Groups : 0);
        int[] dims = [.. x.Dims];
        for (int d = 0; d < Dimensions; d++)
        {
            dims[d + 1] = OutputPlaces(d, x.Dims[d + 1], weight.Dims[d]);
            if (dims[d + 1] < 1) throw new ShapeException($"{op}: a window of {Span(d, weight.Dims[d])} places does not fit into the {x.Dims[d + 1]} of {x.ShapeText}");
        }

        dims[dims.Length - 1] = weight.Last;
        return x.With(dims);
    }

    /// <summary>Of one sample: each weight meets each place of the output once. Products with padding count as others do.</summary>
    /// <param name="x">[batch, places…, channels], padded or not as the convolution reads it.</param>
    /// <param name="weight">[taps…, and two more], in either order.</param>
    public long Flops(IReadOnlyList<int> x, TensorType weight)
        => Enumerable.Range(0, Dimensions).Aggregate(2L * weight.PerSample, (all, d) => all * OutputPlaces(d, x[d + 1], weight.Dims[d]));

    public void Check(string op, TensorType x, TensorType weight, int channels, int wanted)
    {
        if (x.Rank != Dimensions + 2 || !x.IsBatched || weight.Rank != Dimensions + 2 || channels != wanted || weight.Last % Groups != 0)
            throw new ShapeException($"{op}: {x.ShapeText} and weights {weight.ShapeText} in {Groups} groups do not fit");
    }

    private bool IsDepthwise(TensorType weight) => Groups > 1 && Groups == weight.Last && weight.Dims[Dimensions] == 1;

    /// <summary>Elements between neighbours of each dimension but the batch.</summary>
    private static int[] StridesOf(TensorType type)
    {
        var strides = new int[type.Rank];
        strides[type.Rank - 1] = 1;
        for (int d = type.Rank - 2; d >= 0; d--) strides[d] = d + 1 == 0 ? 0 : checked(strides[d + 1] * Math.Abs(type.Dims[d + 1]));
        return strides;
    }

    public ContractionKernel ForwardKernel(TensorType x, TensorType weight, TensorType y, ConvPadding? padding = null)
    {
        int[] inX = StridesOf(x), inY = StridesOf(y), inW = StridesOf(weight);
        bool depthwise = IsDepthwise(weight);
        int inputs = weight.Dims[Dimensions], outputs = weight.Last;
        IEnumerable<RowLoop> rows = Enumerable.Range(0, Dimensions).Select(d => new RowLoop(y.Dims[d + 1], Strides[d] * inX[d + 1], inY[d + 1]));
        IEnumerable<SumLoop> sums = Enumerable.Range(0, Dimensions).Select(d => new SumLoop(weight.Dims[d], Dilations[d] * inX[d + 1], inW[d])
        {
            Cut = padding is null ? null : new SumCut(d, Strides[d], Dilations[d], -padding.Before[d], x.Dims[d + 1]),
        });
        if (!depthwise) sums = sums.Concat([new SumLoop(inputs, 1, outputs)]);
        var nest = new ContractionNest(
            rows.ToEquatableArray(), sums.ToEquatableArray(), depthwise ? outputs : outputs / Groups, Before(padding, inX), 0, depthwise,
            depthwise ? 1 : Groups, inputs, outputs / Groups, outputs / Groups);
        return new ContractionKernel($"Conv_{Text(weight)}_to_{Places(y)}", EquatableArray.Of(nest.Merged()), x.PerSample, 0, y.PerSample, false, null);
    }

    /// <summary>Elements to the first place of the padding: before the first of the array.</summary>
    private static int Before(ConvPadding? padding, int[] strides) => padding is null ? 0 : -padding.Before.Select((places, d) => places * strides[d + 1]).Sum();

    /// <summary>The gradient of the weights: a is x, b the output's gradient.</summary>
    public ContractionKernel WeightKernel(TensorType x, TensorType dy, TensorType weight, ConvPadding? padding = null)
    {
        int[] inX = StridesOf(x), inY = StridesOf(dy), inW = StridesOf(weight);
        bool depthwise = IsDepthwise(weight);
        int inputs = weight.Dims[Dimensions], outputs = weight.Last;
        IEnumerable<RowLoop> rows = Enumerable.Range(0, Dimensions).Select(d => new RowLoop(weight.Dims[d], Dilations[d] * inX[d + 1], inW[d]));
        if (!depthwise) rows = rows.Concat([new RowLoop(inputs, 1, outputs)]);
        IEnumerable<SumLoop> sums = Enumerable.Range(0, Dimensions).Select(d => new SumLoop(dy.Dims[d + 1], Strides[d] * inX[d + 1], inY[d + 1])
        {
            Cut = padding is null ? null : new SumCut(d, Dilations[d], Strides[d], -padding.Before[d], x.Dims[d + 1]),
        });
        var nest = new ContractionNest(
            rows.ToEquatableArray(), sums.ToEquatableArray(), depthwise ? outputs : outputs / Groups, Before(padding, inX), 0, depthwise,
            depthwise ? 1 : Groups, inputs, outputs / Groups, outputs / Groups);
        return new ContractionKernel($"ConvWeight_{Text(weight)}_of_{Places(dy)}", EquatableArray.Of(nest.Merged()), x.PerSample, dy.PerSample, 0, false, null);
    }

    /// <summary>Places that the output's gradient gets before and after, so that every tap of every input place that is computed finds one.</summary>
    public (int Before, int After) InputPadding(int dimension, int taps, int start, int extent, int outputPlaces)
        => (Math.Max(0, ((taps - 1) * Dilations[dimension]) - start) / Strides[dimension], Math.Max(0, ((start + extent - 1) / Strides[dimension]) - (outputPlaces - 1)));

    /// <summary>
    /// The gradient of the input: a is the gradient of the output, with its padding or without, b the weights [taps…, outputs, inputs/groups]. Input places that are a stride apart meet the
    /// same taps, so each phase of the stride is a nest of its own.
    /// </summary>
    /// <param name="starts">For each dimension of x the first place that is computed.</param>
    /// <param name="padding">Of the gradient, where it does not lie in memory.</param>
    public ContractionKernel InputKernel(TensorType dy, TensorType turned, TensorType x, EquatableArray<int> starts, ConvPadding? padding = null)
    {
        int[] inP = StridesOf(dy), inX = StridesOf(x), inW = StridesOf(turned);
        bool depthwise = Groups > 1 && Groups == x.Last && turned.Dims[Dimensions] == Groups && turned.Last == 1;
        int outputs = turned.Dims[Dimensions], inputs = turned.Last;
        var nests = new List<ContractionNest>();
        long covered = 0;
        AddPhases(0, [], [], 0, 0, 0);
        bool sparse = covered < x.PerSample / x.Last;
        string name = $"ConvInput_{string.Join("x", turned.Dims.Take(Dimensions).Select(d => Emission.Literals.Int(d)))}x{Emission.Literals.Int(outputs)}x{Emission.Literals.Int(inputs)}_to_{Places(x)}";
        return new ContractionKernel(name, nests.ToEquatableArray(), dy.PerSample, 0, x.PerSample, sparse, null);

        void AddPhases(int d, List<RowLoop> rows, List<SumLoop> sums, int offsetA, int offsetC, int offsetB)
        {
            if (d == Dimensions)
            {
                List<SumLoop> all = depthwise ? sums : [.. sums, new SumLoop(outputs / Groups, 1, inputs)];
                covered += rows.Aggregate(1L, (product, r) => product * r.Extent);
                nests.Add(new ContractionNest(
                    rows.ToEquatableArray(), all.ToEquatableArray(), depthwise ? outputs : inputs, offsetA, offsetC, depthwise,
                    depthwise ? 1 : Groups, outputs / Groups, outputs / Groups * inputs, inputs) { OffsetB = offsetB }.Merged());
                return;
            }

            int stride = Strides[d], dilation = Dilations[d], taps = turned.Dims[d], places = x.Dims[d + 1];
            int start = starts[d + 1], before = Math.Max(0, ((taps - 1) * dilation) - start) / stride;
            for (int phase = 0; phase < Math.Min(stride, places); phase++)
            {
                int[] meets = [.. Enumerable.Range(0, taps).Where(k => (((start + phase - (k * dilation)) % stride) + stride) % stride == 0)];
                if (meets.Length == 0) continue;
                int step = meets.Length > 1 ? meets[1] - meets[0] : 1, first = meets[0];
                int shift = (padding is null ? before : before - padding.Before[d]) + ((start + phase - (first * dilation)) / stride), back = step * dilation / stride;
                AddPhases(
                    d + 1,
                    [.. rows, new RowLoop(((places - 1 - phase) / stride) + 1, inP[d + 1], stride * inX[d + 1])],
                    [.. sums, new SumLoop(meets.Length, -back * inP[d + 1], step * inW[d]) { Cut = padding is null ? null : new SumCut(d, 1, -Math.Max(1, back), shift, dy.Dims[d + 1]) }],
                    offsetA + (shift * inP[d + 1]), offsetC + (phase * inX[d + 1]), offsetB + (first * inW[d]));
            }
        }
    }

    private string Text(TensorType weight)
        => string.Join("x", weight.Dims.Select(d => Emission.Literals.Int(d))) + (Groups > 1 ? "_g" + Emission.Literals.Int(Groups) : "") + (Strides.All(s => s == 1) ? "" : "_s" + string.Join("x", Strides.Select(s => Emission.Literals.Int(s))));

    private string Places(TensorType type) => string.Join("x", type.Dims.Skip(1).Take(Dimensions).Select(d => Emission.Literals.Int(d)));

    public override string ToString() => $"stride {Strides} dilation {Dilations} groups {Groups}";
}
