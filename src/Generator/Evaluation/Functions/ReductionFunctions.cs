using NeuralNet.Gen.Generator.Emission;
using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Layers;
using NeuralNet.Gen.Generator.Ops;

namespace NeuralNet.Gen.Generator.Evaluation.Functions;

/// <summary>Sums, means and extremes over dimensions.</summary>
internal sealed class ReductionFunctions : FunctionSet
{
    protected override IEnumerable<(string Name, Func<FunctionCall, object?> Function)> Functions =>
    [
        ("Tensor.Sum", call => Over(call, (x, dims, keep) => call.Graph.SumOver(x, dims, keep))),
        ("Tensor.Mean", Mean),
        ("Tensor.Max", call => Over(call, (x, dims, keep) => call.Graph.ReduceOver(ReduceKind.Max, x, dims, keep))),
        ("Tensor.Min", call => Over(call, (x, dims, keep) => call.Graph.Times(call.Graph.ReduceOver(ReduceKind.Max, call.Graph.Times(x, -1f), dims, keep), -1f))),
        ("Tensor.LogSumExp", call => Over(call, (x, dims, keep) => call.Graph.LogSumExp(x, dims, keep))),
        ("Tensor.Variance", call => Over(call, (x, dims, keep) => Variance(call, x, dims, keep))),
        ("Tensor.ArgMax", ArgMaxAlong),
    ];

    private static TensorValue Over(FunctionCall call, Func<Value, int[], bool, Value> reduce)
    {
        int[] dims = Dimensions(call);
        return new TensorValue(dims.Length == 0 ? call.X : reduce(call.X, dims, Keeps(call)));
    }

    private static bool Keeps(FunctionCall call) => call.Arguments.Bool("keepDimensions", otherwise: false);

    /// <summary>One dimension, several, or none given, which means all but the batch.</summary>
    private static int[] Dimensions(FunctionCall call)
    {
        TensorType type = call.TypeOf(call.X);
        return call.Values.ContainsKey("dimension") ? [call.Dimension("dimension", type)] : call.Dimensions("dimensions", type);
    }

    private static TensorValue Mean(FunctionCall call)
    {
        if (!call.Values.ContainsKey("dimension") && !call.Values.ContainsKey("dimensions"))
        {
            if (!call.TypeOf(call.X).IsBatched) throw new ShapeException($"mean: {call.TypeOf(call.X).ShapeText} does not depend on the batch; name its dimensions");
            return new TensorValue(LossLayer.Mean(call.Graph, call.X));
        }

        return Over(call, (x, dims, keep) => call.Graph.MeanOver(x, dims, keep));
    }

    private static Value Variance(FunctionCall call, Value x, int[] dims, bool keep)
    {
        GraphBuilder graph = call.Graph;
        bool unbiased = call.Arguments.Bool("unbiased", otherwise: true);
        int count = graph.CountOver(x, dims), divisor = unbiased ? count - 1 : count;
        if (divisor == 0) throw new ShapeException($"variance: one number of {call.TypeOf(x).ShapeText} has no unbiased variance; reduce over more, or pass unbiased: false");
        Value centred = graph.Minus(x, graph.MeanOver(x, dims, keep: true));
        return graph.Times(graph.SumOver(graph.Times(centred, centred), dims, keep), 1f / divisor);
    }

    private static TensorValue ArgMaxAlong(FunctionCall call)
    {
        GraphBuilder graph = call.Graph;
        int dim = call.Dimension("dimension", call.TypeOf(call.X));
        if (call.TypeOf(call.X).Dims[dim] > 1 << 24) throw call.Arguments.Bad("dimension", Literals.Int(dim), "at most 16777216 places: numbers beyond are not whole as floats");
        Value places = graph.Along(call.X, dim, x => graph.Add(new ArgMax(), x));
        return new TensorValue(Keeps(call) ? places : graph.Drop(places, [dim]));
    }
}
