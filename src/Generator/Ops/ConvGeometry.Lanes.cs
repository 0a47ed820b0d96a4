using NeuralNet.Gen.Generator.Emission;
using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Kernels;
using NeuralNet.Gen.Generator.Model;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>The same loops over samples that lie side by side, [batch/16, places…, channels, 16].</summary>
internal sealed partial record ConvGeometry
{
    /// <summary>Whether the kernels below can compute it: channels all meet, and taps that meet a place are neighbours.</summary>
    public bool FitsLanes => Groups == 1 && Enumerable.Range(0, Dimensions).All(d => Dilations[d] == 1);

    private static TensorType WithoutLanes(TensorType type) => type.With([.. type.Dims.Take(type.Rank - 1)]);

    public LaneContractionKernel LaneForwardKernel(TensorType x, TensorType weight, TensorType y)
    {
        ContractionKernel plain = ForwardKernel(WithoutLanes(x), weight, WithoutLanes(y));
        return new LaneContractionKernel("Lane" + plain.Name, plain.Nests, x.PerSample, 0, y.PerSample, false, null);
    }

    public LaneContractionKernel LaneWeightKernel(TensorType x, TensorType dy, TensorType result)
    {
        ContractionKernel plain = WeightKernel(WithoutLanes(x), WithoutLanes(dy), WithoutLanes(result));
        return new LaneContractionKernel("Lane" + plain.Name, plain.Nests, x.PerSample, dy.PerSample, 0, false, null);
    }

    /// <param name="starts">For each dimension of x the first place that is computed.</param>
    public LaneContractionKernel LaneInputKernel(TensorType dy, TensorType turned, TensorType x, EquatableArray<int> starts)
    {
        TensorType y = WithoutLanes(dy), to = WithoutLanes(x);
        int[] inY = StridesOf(y), inX = StridesOf(to), inW = StridesOf(turned);
        int outputs = turned.Dims[Dimensions], inputs = turned.Last;
        var nests = new List<ContractionNest>();
        long covered = 0;
        AddPhases(0, [], [], 0, 0, 0);
        string name = $"LaneConvInput_{string.Join("x", turned.Dims.Take(Dimensions).Select(d => Literals.Int(d)))}x{Literals.Int(outputs)}x{Literals.Int(inputs)}_to_{Places(to)}";
        return new LaneContractionKernel(name, nests.ToEquatableArray(), dy.PerSample, 0, x.PerSample, covered < to.PerSample / to.Last, null);

        void AddPhases(int d, List<RowLoop> rows, List<SumLoop> sums, int offsetA, int offsetC, int offsetB)
        {
            if (d == Dimensions)
            {
                covered += rows.Aggregate(1L, (product, r) => product * r.Extent);
                nests.Add(new ContractionNest(rows.ToEquatableArray(), new List<SumLoop>([.. sums, new SumLoop(outputs, 1, inputs)]).ToEquatableArray(), inputs, offsetA, offsetC, false, 1, 0, 0, 0) { OffsetB = offsetB });
                return;
            }

            int stride = Strides[d], taps = turned.Dims[d];
            for (int phase = 0; phase < Math.Min(stride, to.Dims[d + 1]); phase++)
            {
                // Tap first + m·stride meets place row + shift − m of the output.
                int first = (starts[d + 1] + phase) % stride;
                if (first >= taps) continue;
                int shift = (starts[d + 1] + phase - first) / stride;
                AddPhases(
                    d + 1,
                    [.. rows, new RowLoop(((to.Dims[d + 1] - 1 - phase) / stride) + 1, inY[d + 1], stride * inX[d + 1])],
                    [.. sums, new SumLoop(((taps - 1 - first) / stride) + 1, -inY[d + 1], stride * inW[d]) { Cut = new SumCut(d, 1, -1, shift, y.Dims[d + 1]) }],
                    offsetA + (shift * inY[d + 1]), offsetC + (phase * inX[d + 1]), offsetB + (first * inW[d]));
            }
        }
    }
}
