using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Ops;

namespace NeuralNet.Gen.Generator.Tests.Interpreter;

internal sealed partial class GraphInterpreter
{
    private readonly Dictionary<int, double[]> _detached = [];

    /// <summary>Functions of tensors, activations and losses.</summary>
    private double[] Function(Node node, Tensor[] x, int[] shape) => node.Op switch
    {
        Equal => Map(shape, x, v => v[0] == v[1] ? 1 : 0),
        Sign => Map(shape, x, v => Math.Sign(v[0])),
        Detach => Detached(node, x[0].Data),
        Gelu => Map(shape, x, v => v[0] * (1 + Erf(v[0] / Math.Sqrt(2))) / 2),
        Minimum => Map(shape, x, v => Math.Min(v[0], v[1])),
        Maximum => Map(shape, x, v => Math.Max(v[0], v[1])),
        Clamp op => Map(shape, x, v => Math.Min(Math.Max(v[0], op.Low), op.High)),
        Relu6 => Map(shape, x, v => Math.Min(Math.Max(v[0], 0), 6)),
        Hardsigmoid => Map(shape, x, v => Math.Min(Math.Max(v[0] + 3, 0), 6) / 6),
        Hardswish => Map(shape, x, v => v[0] * Math.Min(Math.Max(v[0] + 3, 0), 6) / 6),
        Mish => Map(shape, x, v => v[0] * Math.Tanh(Math.Log(1 + Math.Exp(v[0])))),
        Pow op => Map(shape, x, v => Math.Pow(v[0], op.Exponent)),
        SinTwoPi => Map(shape, x, v => Math.Sin(2 * Math.PI * v[0])),
        CosTwoPi => Map(shape, x, v => Math.Cos(2 * Math.PI * v[0])),
        BinaryCrossEntropy => Map(shape, x, v => -(v[1] * Math.Log(1 / (1 + Math.Exp(-v[0])))) - ((1 - v[1]) * Math.Log(1 / (1 + Math.Exp(v[0]))))),
        Huber op => Map(shape, x, v => Math.Abs(v[0]) <= op.Delta ? v[0] * v[0] / 2 : op.Delta * (Math.Abs(v[0]) - (op.Delta / 2))),
        LogSoftmax => Rows(x[0], row => [.. Probabilities(row).Select(p => Math.Log(p))]),
        Generator.Ops.RmsNorm op => Rows(x[0], row => [.. row.Select(v => v / Math.Sqrt(row.Average(u => u * u) + op.Epsilon))]),
        ArgMax => Rows(x[0], row => [Array.IndexOf(row, row.Max())]),
        ConstantVector op => [.. op.Numbers.Select(n => (double)n)],
        LabelMask op => [.. x[0].Data.SelectMany(label => Enumerable.Range(0, op.Classes).Select(c => c == (int)label ? 1.0 : 0.0))],
        WeightedCrossEntropy op => WeightedCrossEntropies(x[0], x[1], x[2], op),
        CtcLoss op => Alignments(x[0], x[1], op),
        Slice op => Part(x[0], op, shape),
        Embed op => Whole(x[0], op, shape),
        Concat op => Joined(x, op.Axis, shape),
        _ => throw new NotSupportedException($"the interpreter does not know {node.Op}"),
    };

    /// <summary>2/√π·e^(−x²)·Σ 2ⁿ·x²ⁿ⁺¹/(2n + 1)!!, whose terms have one sign; 1 far out.</summary>
    private static double Erf(double x)
    {
        if (Math.Abs(x) > 6) return Math.Sign(x);
        double term = x, sum = x;
        for (int n = 1; Math.Abs(term) > 1e-18 * Math.Abs(sum); n++) sum += term *= 2 * x * x / ((2 * n) + 1);
        return 2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x) * sum;
    }

    /// <summary>What was detached stays as it was at first, whatever becomes of the parameters: then differences see no gradient pass through it.</summary>
    private double[] Detached(Node node, double[] now)
    {
        if (!_detached.TryGetValue(node.Id.Id, out double[]? first)) _detached.Add(node.Id.Id, first = now);
        return first;
    }

    private static double[] WeightedCrossEntropies(Tensor scores, Tensor labels, Tensor weights, WeightedCrossEntropy op)
    {
        int classes = scores.Last;
        return [.. labels.Data.Select((label, r) =>
        {
            if (label < 0 || label >= classes || label == op.Ignored) return 0;
            double smoothing = op.LabelSmoothing;
            double[] probabilities = Probabilities([.. scores.Data.Skip(r * classes).Take(classes)]);
            double WeightOf(int c) => weights.Data[weights.Data.Length == 1 ? 0 : c];
            return -probabilities.Select((p, c) => ((((c == (int)label ? 1 : 0) * (1 - smoothing)) + (smoothing / classes)) * WeightOf(c)) * Math.Log(p)).Sum();
        })];
    }

    /// <summary>Every path of classes through the times that gives the labels once repetitions and blanks are taken out.</summary>
    private static double[] Alignments(Tensor x, Tensor labels, CtcLoss op)
    {
        int time = x.Shape[1], classes = x.Shape[2], length = labels.Last;
        return [.. Enumerable.Range(0, x.Shape[0]).Select(sample =>
        {
            int[] wanted = [.. labels.Data.Skip(sample * length).Take(length).Select(l => (int)l).TakeWhile(l => l != op.Blank)];
            double probability = 0;
            for (int path = 0; path < Math.Pow(classes, time); path++)
            {
                int[] steps = PlaceOf(path, [.. Enumerable.Repeat(classes, time)]);
                if (!steps.Where((c, t) => c != op.Blank && (t == 0 || c != steps[t - 1])).SequenceEqual(wanted)) continue;
                probability += Math.Exp(steps.Select((c, t) => x.Data[(((sample * time) + t) * classes) + c]).Sum());
            }

            return probability == 0 && op.ZeroInfinity ? 0 : -Math.Log(probability) / Math.Max(1, wanted.Length);
        })];
    }

    /// <summary>The coordinates of an element.</summary>
    private static int[] PlaceOf(int index, int[] shape)
    {
        var place = new int[shape.Length];
        for (int d = shape.Length - 1; d >= 0; index /= shape[d], d--) place[d] = index % shape[d];
        return place;
    }

    private static int IndexOf(IEnumerable<int> place, int[] shape) => place.Select((p, d) => (p, d)).Aggregate(0, (index, next) => (index * shape[next.d]) + next.p);

    private static double[] Part(Tensor x, Slice op, int[] shape)
        => [.. Enumerable.Range(0, Size(shape)).Select(i => x.Data[IndexOf(PlaceOf(i, shape).Select((p, d) => op.Starts[d] + (p * op.Steps[d])), x.Shape)])];

    private static double[] Whole(Tensor x, Embed op, int[] shape)
    {
        double[] result = [.. Enumerable.Repeat((double)op.Fill, Size(shape))];
        for (int i = 0; i < x.Data.Length; i++) result[IndexOf(PlaceOf(i, x.Shape).Select((p, d) => op.Starts[d] + (p * op.Steps[d])), shape)] = x.Data[i];
        return result;
    }

    private static double[] Joined(Tensor[] x, int axis, int[] shape)
    {
        var result = new double[Size(shape)];
        int start = 0;
        foreach (Tensor next in x)
        {
            for (int i = 0; i < next.Data.Length; i++) result[IndexOf(PlaceOf(i, next.Shape).Select((p, d) => d == axis ? p + start : p), shape)] = next.Data[i];
            start += next.Shape[axis];
        }

        return result;
    }
}
