using NeuralNet.Gen.Generator.Tests.Evaluation;

namespace NeuralNet.Gen.Generator.Tests.Interpreter;

/// <summary>What functions and layers that are compositions mean, written out here number by number: the interpreter sees their parts alone.</summary>
public sealed class FunctionValueTests
{
    private const int Samples = 2, Channels = 3, Rows = 2, Columns = 5;

    private static readonly float[] Numbers = EvaluatedNetwork.Numbers(Samples * Channels * Rows * Columns);

    private static readonly int[] Tokens = [1, 0, 1, 0, 0, 1];

    /// <summary>An expression of x [batch, 3, 2, 5] and tokens [batch, 3], and each number of its result by sample and place.</summary>
    public static TheoryData<string, Func<int, int, double>> Functions => new()
    {
        { "x.Sum(1)", (b, i) => All(Channels).Sum(c => X(b, c, i / 5, i % 5)) },
        { "x.Sum(1, 3)", (b, i) => All(Channels).Sum(c => All(Columns).Sum(w => X(b, c, i, w))) },
        { "x.Mean([2, 3], true)", (b, i) => All(Rows).Average(h => All(Columns).Average(w => X(b, i, h, w))) },
        { "x.Max(2)", (b, i) => Math.Max(X(b, i / 5, 0, i % 5), X(b, i / 5, 1, i % 5)) },
        { "x.Min(1, 2, 3).Unsqueeze(1)", (b, i) => Sample(b).Min() },
        { "x.Variance([1])", (b, i) => Variance(All(Channels).Select(c => X(b, c, i / 5, i % 5))) * 3 / 2 },
        { "x.Variance([1, 2, 3], false, unbiased: false).Unsqueeze(1)", (b, i) => Variance(Sample(b)) },
        { "x.LogSumExp(3)", (b, i) => Math.Log(All(Columns).Sum(w => Math.Exp(X(b, i / 2, i % 2, w)))) },
        { "x.ArgMax(1)", (b, i) => All(Channels).MaxBy(c => X(b, c, i / 5, i % 5)) },
        { "x.Softmax(1)", (b, i) => Math.Exp(Sample(b)[i]) / All(Channels).Sum(c => Math.Exp(X(b, c, i / 5 % 2, i % 5))) },
        { "x.LogSoftmax(2)", (b, i) => Sample(b)[i] - Math.Log(All(Rows).Sum(h => Math.Exp(X(b, i / 10, h, i % 5)))) },
        { "x.Glu(2)", (b, i) => X(b, i / 5, 0, i % 5) / (1 + Math.Exp(-X(b, i / 5, 1, i % 5))) },
        { "x.Narrow(3, 0, 4).SwiGlu()", (b, i) => X(b, i / 4, i / 2 % 2, i % 2) / (1 + Math.Exp(-X(b, i / 4, i / 2 % 2, i % 2))) * X(b, i / 4, i / 2 % 2, (i % 2) + 2) },
        { "x.Transpose(1, 3)", (b, i) => X(b, i % 3, i / 3 % 2, i / 6) },
        { "x.Permute(0, 2, -1, 1)", (b, i) => X(b, i % 3, i / 15, i / 3 % 5) },
        { "x.Slice(3, -4, 2, 3)", (b, i) => X(b, i / 4, i / 2 % 2, 1 + (3 * (i % 2))) },
        { "x.Select(1, -1)", (b, i) => X(b, 2, i / 5, i % 5) },
        { "x.Split(2, 3)[2]", (b, i) => X(b, i / 2, i % 2, 4) },
        { "x.Split([1, 4], -1)[1]", (b, i) => X(b, i / 8, i / 4 % 2, 1 + (i % 4)) },
        { "x.Chunk(2, 1)[1]", (b, i) => X(b, 2, i / 5, i % 5) },
        { "x.Select(1, 0).Pad([1, 0, 0, 2], 7)", (b, i) => i % 6 == 0 || i / 6 >= 2 ? 7 : X(b, 0, i / 6, (i % 6) - 1) },
        { "x.Select(1, 1).Tile(1, 2)", (b, i) => X(b, 1, i / 10, i % 5) },
        { "x.Select(1, 1).RepeatInterleave(2)", (b, i) => X(b, 1, i / 10, i % 10 / 2) },
        { "Stack([x.Select(1, 0), x.Select(1, 2)], -1)", (b, i) => X(b, i % 2 == 0 ? 0 : 2, i / 10, i / 2 % 5) },
        { "x.Select(1, 0).Transpose(1, 2).MatMul(x.Select(1, 1))", (b, i) => All(Rows).Sum(h => X(b, 0, h, i / 5) * X(b, 1, h, i % 5)) },
        { "MatMul(x, x.Select(1, 1).Unsqueeze(1).Transpose(-1, -2))", (b, i) => All(Columns).Sum(w => X(b, i / 4, i / 2 % 2, w) * X(b, 1, i % 2, w)) },
        { "Gather(x.Select(1, 1), tokens)", (b, i) => X(b, 1, Tokens[(3 * b) + (i / 5)], i % 5) },
        { "ScatterAdd(x.Select(2, 0), tokens, 2)", (b, i) => All(Channels).Where(c => Tokens[(3 * b) + c] == i / 5).Sum(c => X(b, c, 0, i % 5)) },
        { "OneHot(tokens, 2)", (b, i) => Tokens[(3 * b) + (i / 2)] == i % 2 ? 1 : 0 },
        { "CosineSimilarity(x.Select(1, 0), x.Select(1, 1), 1)", (b, i) => Cosine([X(b, 0, 0, i), X(b, 0, 1, i)], [X(b, 1, 0, i), X(b, 1, 1, i)]) },
        { "x.RmsNorm(0.5f)", (b, i) => Sample(b)[i] / Math.Sqrt(All(Columns).Average(w => Math.Pow(X(b, i / 10, i / 5 % 2, w), 2)) + 0.5) },
        { "x.InstanceNorm(0.5f)", (b, i) => Normal(Sample(b)[i], Sample(b)[(i / 10 * 10)..((i / 10 * 10) + 10)]) },
        { "x.GroupNorm(1, 0.5f)", (b, i) => Normal(Sample(b)[i], Sample(b)) },
        { "x.LocalResponseNorm(2, 4, 0.75f, 2)", (b, i) => Sample(b)[i] / Math.Pow(2 + (4.0 / 2 * (Square(b, (i / 10) - 1, i) + Square(b, i / 10, i))), 0.75) },
        { "x.LocalResponseNorm(3, 1, 1, 0.5f)", (b, i) => Sample(b)[i] / (0.5 + (1.0 / 3 * (Square(b, (i / 10) - 1, i) + Square(b, i / 10, i) + Square(b, (i / 10) + 1, i)))) },
    };

    [Theory]
    [MemberData(nameof(Functions))]
    public void Each_number_is_the_definitions(string expression, Func<int, int, double> function)
    {
        bool reads = expression.Contains("tokens", StringComparison.Ordinal);
        EvaluatedNetwork net = EvaluatedNetwork.Of($"static Tensor Forward([Shape(3, 2, 5)] Tensor x{(reads ? ", [Shape(3)] Tokens tokens" : "")}) => {expression};");
        float[] found = reads ? net.Predict(Numbers, Tokens) : net.Predict(Numbers);
        int size = found.Length / Samples;
        EvaluatedNetwork.Near(Enumerable.Range(0, found.Length).Select(i => function(i / size, i % size)), found);
    }

    [Fact]
    public void A_bilinear_layer_has_PyTorchs_weights()
    {
        EvaluatedNetwork net = EvaluatedNetwork.Of("static Tensor Forward([Shape(3)] Tensor a, [Shape(2)] Tensor b) => a.Bilinear(b, 4);").WithNumbers();
        float[] a = EvaluatedNetwork.Numbers(6), b = EvaluatedNetwork.Numbers(4, seed: 5);
        double[] weight = net.Parameter("bilinear.weight"), bias = net.Parameter("bilinear.bias");
        Assert.Equal([4, 3, 2], net.Network.Info.Parameters[0].Shape);
        EvaluatedNetwork.Near(
            Enumerable.Range(0, 8).Select(i => bias[i % 4] + All(3).Sum(j => All(2).Sum(k => a[(i / 4 * 3) + j] * weight[((((i % 4) * 3) + j) * 2) + k] * b[(i / 4 * 2) + k]))),
            net.Predict(a, b));
    }

    private static IEnumerable<int> All(int count) => Enumerable.Range(0, count);

    private static double X(int b, int c, int h, int w) => Numbers[(((((b * Channels) + c) * Rows) + h) * Columns) + w];

    private static double[] Sample(int b) => [.. Numbers.Skip(30 * b).Take(30).Select(v => (double)v)];

    private static double Variance(IEnumerable<double> x) => x.Average(v => (v - x.Average()) * (v - x.Average()));

    private static double Normal(double x, double[] group) => (x - group.Average()) / Math.Sqrt(Variance(group) + 0.5);

    /// <summary>The square of the number in another channel at the same place; 0 beyond the ends.</summary>
    private static double Square(int b, int c, int place) => c is < 0 or >= Channels ? 0 : Math.Pow(X(b, c, place / 5 % 2, place % 5), 2);

    private static double Cosine(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum() / Math.Sqrt(a.Sum(v => v * v) * b.Sum(v => v * v));
}
