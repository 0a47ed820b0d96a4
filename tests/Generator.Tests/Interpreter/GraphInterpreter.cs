using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Model;
using NeuralNet.Gen.Generator.Ops;

namespace NeuralNet.Gen.Generator.Tests.Interpreter;

/// <summary>
/// Evaluates the graph of a declaration in double precision, one op after another with plain loops: no passes, no fusion, no kernels, none of the
/// generator's gradients. What the compiler emits is held against it; gradients come from central differences of its loss.
/// </summary>
internal sealed partial class GraphInterpreter(NetworkModel model, int batch, bool training = false, IReadOnlyList<double[]>? states = null)
{
    private sealed record Tensor(int[] Shape, double[] Data)
    {
        public int Last => Shape.Length == 0 ? 1 : Shape[^1];
    }

    /// <summary>Not 0: every result is off by up to a millionth of itself, as this number draws it; so one sees what rounding can do to a network.</summary>
    public int Noise { get; init; }

    /// <summary>The outputs with a role, for inputs and targets by place and parameters by index in memory order.</summary>
    public double[] Evaluate(OutputRole role, int index, IReadOnlyList<double[]> borders, IReadOnlyList<double[]> parameters)
    {
        var values = new Tensor[model.Forward.Nodes.Count];
        Value output = OutputOf(role, index);
        Evaluate(NodesUpTo(output), values, borders, parameters);
        return values[output.Id].Data;
    }

    /// <summary>The same output again after numbers of one parameter changed: only what follows from it is computed anew. To be called before the next evaluation of anything else.</summary>
    public Func<double[]> Following(int parameter, OutputRole role, int index, IReadOnlyList<double[]> borders, IReadOnlyList<double[]> parameters)
    {
        var values = new Tensor[model.Forward.Nodes.Count];
        Value output = OutputOf(role, index);
        Evaluate(NodesUpTo(output), values, borders, parameters);
        var follows = new HashSet<Value>();
        Node[] changing = [.. NodesUpTo(output).Where(n => ((n.Op is Parameter own && own.Index == parameter) || n.Inputs.Any(follows.Contains)) && follows.Add(n.Id))];
        return () =>
        {
            Evaluate(changing, values, borders, parameters);
            return values[output.Id].Data;
        };
    }

    private Value OutputOf(OutputRole role, int index) => model.Forward.Outputs.Single(o => o.Role == role && o.Index == index).Value;

    private IEnumerable<Node> NodesUpTo(Value output) => model.Forward.Nodes.TakeWhile(n => n.Id.Id <= output.Id);

    private void Evaluate(IEnumerable<Node> nodes, Tensor[] values, IReadOnlyList<double[]> borders, IReadOnlyList<double[]> parameters)
    {
        foreach (Node node in nodes) values[node.Id.Id] = Evaluate(node, [.. node.Inputs.Select(v => values[v.Id])], borders, parameters);
    }

    private int[] ShapeOf(TensorType type) => [.. type.Dims.Select(d => d == TensorType.Batch ? batch : d)];

    private static int Size(IEnumerable<int> shape) => shape.Aggregate(1, (a, b) => a * b);

    private Tensor Evaluate(Node node, Tensor[] x, IReadOnlyList<double[]> borders, IReadOnlyList<double[]> parameters)
    {
        int[] shape = ShapeOf(node.Type);
        double[] data = node.Op switch
        {
            Input input => borders[input.Index],
            Parameter parameter => parameters[parameter.Index],
            Constant constant => [constant.Value],
            State state => states![state.Index],
            Conv op => Convolution(x[0], x[1], op.Geometry, shape),
            ConvInput op => TransposedConvolution(x[0], x[1], op.Geometry, shape),
            Pool op => Pooled(x[0], op, shape),
            BatchStatistic op => Running(x[0], x[1], op),
            Generator.Ops.BatchNorm op => Standardised(x, op.Epsilon),
            InverseBatch => [1.0 / batch],
            Reshape => x[0].Data,
            Expand => Map(shape, x, v => v[0]),
            Add => Map(shape, x, v => v[0] + v[1]),
            Sub => Map(shape, x, v => v[0] - v[1]),
            Mul => Map(shape, x, v => v[0] * v[1]),
            Div => Map(shape, x, v => v[0] / v[1]),
            Greater => Map(shape, x, v => v[0] > v[1] ? 1 : 0),
            Where => Map(shape, x, v => v[0] != 0 ? v[1] : v[2]),
            Abs => Map(shape, x, v => Math.Abs(v[0])),
            Exp => Map(shape, x, v => Math.Exp(v[0])),
            Log => Map(shape, x, v => Math.Log(v[0])),
            Sqrt => Map(shape, x, v => Math.Sqrt(v[0])),
            Tanh => Map(shape, x, v => Math.Tanh(v[0])),
            Sigmoid => Map(shape, x, v => 1 / (1 + Math.Exp(-v[0]))),
            Relu => Map(shape, x, v => Math.Max(0, v[0])),
            LeakyRelu op => Map(shape, x, v => v[0] < 0 ? op.Slope * v[0] : v[0]),
            Elu op => Map(shape, x, v => v[0] > 0 ? v[0] : op.Alpha * (Math.Exp(v[0]) - 1)),
            Softplus => Map(shape, x, v => Math.Max(v[0], 0) + Math.Log(1 + Math.Exp(-Math.Abs(v[0])))),
            Silu => Map(shape, x, v => v[0] / (1 + Math.Exp(-v[0]))),
            GeluTanh => Map(shape, x, v => 0.5 * v[0] * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (v[0] + (0.044715 * v[0] * v[0] * v[0]))))),
            Reduce reduce => Reduction(x[0], reduce),
            CausalMask mask => [.. Enumerable.Range(0, mask.Time * mask.Time).Select(i => i % mask.Time <= i / mask.Time ? 1.0 : 0.0)],
            Softmax => Rows(x[0], row => Probabilities(row)),
            LengthMask or RotaryTable or Rotate => Attention(node.Op, x, shape),
            Generator.Ops.LayerNorm op => Rows(x[0], row => Normalise(row, op.Epsilon)),
            SoftmaxCrossEntropy op => CrossEntropy(x[0], x[1], op.LabelSmoothing),
            MatMul op => Product(x[0], x[1], op, shape),
            BatchMatMul op => BatchProduct(x[0], x[1], op, shape),
            Permute op => Reorder(x[0], op, shape),
            Gather => [.. x[1].Data.SelectMany(row => x[0].Data.Skip((int)row * x[0].Last).Take(x[0].Last))],
            Recurrence op => Recur(node, op, x),
            Part part => PartOf(node, part),
            _ => Function(node, x, shape),
        };
        Assert.Equal(Size(shape), data.Length);
        if (Noise != 0 && node.Op is not Input) data = [.. data.Select((v, i) => v * (1 + (1e-6 * Math.Sin((Noise * 78.233) + (node.Id.Id * 12.9898) + (i * 4.1414)))))];
        return new Tensor(shape, data);
    }

    /// <summary>An element-wise function with NumPy's broadcasting.</summary>
    private static double[] Map(int[] shape, Tensor[] inputs, Func<double[], double> function)
    {
        var result = new double[Size(shape)];
        var arguments = new double[inputs.Length];
        for (int i = 0; i < result.Length; i++)
        {
            for (int n = 0; n < inputs.Length; n++)
            {
                int[] from = inputs[n].Shape;
                int rest = i, place = 0, stride = 1;
                for (int d = 0; d < shape.Length; d++)
                {
                    int extent = shape[shape.Length - 1 - d], index = rest % extent;
                    rest /= extent;
                    if (d >= from.Length) continue;
                    int own = from[from.Length - 1 - d];
                    if (own != 1) place += index * stride;
                    stride *= own;
                }

                arguments[n] = inputs[n].Data[place];
            }

            result[i] = function(arguments);
        }

        return result;
    }

    private static double[] Rows(Tensor x, Func<double[], double[]> function)
        => [.. Enumerable.Range(0, x.Data.Length / x.Last).SelectMany(r => function([.. x.Data.Skip(r * x.Last).Take(x.Last)]))];

    private static double[] Probabilities(double[] row)
    {
        double most = row.Max(), sum = row.Sum(v => Math.Exp(v - most));
        return [.. row.Select(v => Math.Exp(v - most) / sum)];
    }

    private static double[] Normalise(double[] row, double epsilon)
    {
        double mean = row.Average(), variance = row.Average(v => (v - mean) * (v - mean));
        return [.. row.Select(v => (v - mean) / Math.Sqrt(variance + epsilon))];
    }

    private static double[] CrossEntropy(Tensor scores, Tensor labels, double smoothing)
    {
        int classes = scores.Last;
        return [.. labels.Data.Select((label, r) =>
        {
            double[] probabilities = Probabilities([.. scores.Data.Skip(r * classes).Take(classes)]);
            return -probabilities.Select((p, c) => (((c == (int)label ? 1 : 0) * (1 - smoothing)) + (smoothing / classes)) * Math.Log(p)).Sum();
        })];
    }

    private static double[] Reduction(Tensor x, Reduce reduce)
    {
        int inner = Size(x.Shape.Skip(reduce.Axis + 1)), extent = x.Shape[reduce.Axis], outer = Size(x.Shape.Take(reduce.Axis));
        var result = new double[outer * inner];
        for (int o = 0; o < outer; o++)
        {
            for (int i = 0; i < inner; i++)
            {
                IEnumerable<double> items = Enumerable.Range(0, extent).Select(e => x.Data[(((o * extent) + e) * inner) + i]);
                result[(o * inner) + i] = reduce.Kind == ReduceKind.Sum ? items.Sum() : items.Max();
            }
        }

        return result;
    }

    private static double[] Product(Tensor a, Tensor b, MatMul op, int[] shape)
    {
        Assert.False(op.TransposeA);
        int k = a.Last, m = a.Data.Length / k, n = Size(shape) / m;
        var result = new double[m * n];
        for (int r = 0; r < m; r++)
        {
            for (int c = 0; c < n; c++)
            {
                for (int i = 0; i < k; i++) result[(r * n) + c] += a.Data[(r * k) + i] * (op.TransposeB ? b.Data[(c * k) + i] : b.Data[(i * n) + c]);
            }
        }

        return result;
    }

    private static double[] BatchProduct(Tensor a, Tensor b, BatchMatMul op, int[] shape)
    {
        int rank = a.Shape.Length, m = shape[^2], n = shape[^1], k = op.TransposeA ? a.Shape[rank - 2] : a.Shape[rank - 1], places = Size(shape) / (m * n);
        var result = new double[places * m * n];
        for (int p = 0; p < places; p++)
        {
            for (int r = 0; r < m; r++)
            {
                for (int c = 0; c < n; c++)
                {
                    for (int i = 0; i < k; i++)
                    {
                        double left = a.Data[(p * m * k) + (op.TransposeA ? (i * m) + r : (r * k) + i)], right = b.Data[(p * k * n) + (op.TransposeB ? (c * k) + i : (i * n) + c)];
                        result[(((p * m) + r) * n) + c] += left * right;
                    }
                }
            }
        }

        return result;
    }

    private static double[] Reorder(Tensor x, Permute op, int[] shape)
    {
        int rank = shape.Length;
        var strides = new int[rank];
        for (int d = rank - 1, stride = 1; d >= 0; stride *= x.Shape[d], d--) strides[d] = stride;
        var result = new double[x.Data.Length];
        for (int i = 0; i < result.Length; i++)
        {
            int rest = i, place = 0;
            for (int d = rank - 1; d >= 0; d--)
            {
                place += rest % shape[d] * strides[op.Order[d]];
                rest /= shape[d];
            }

            result[i] = x.Data[place];
        }

        return result;
    }
}
