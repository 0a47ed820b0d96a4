using NeuralNet.Gen.Generator.Tests.Fixtures;

namespace NeuralNet.Gen.Generator.Tests.Interpreter;

/// <summary>Functions of tensors, compiled and run, against the interpreter: odd sizes, several batches.</summary>
public sealed class FunctionTests
{
    /// <summary>A network around one expression of x [batch, 3, 5], which a dense layer made, and of p [3, 5], which is trained.</summary>
    private static void Check(string expression, string shape, double offset = 0, int batch = 3) => FunctionNetwork.Check(
        $$"""
        static Tensor Forward([Shape(3, 5)] Tensor input)
        {
            Tensor x = input.Dense(5) + {{offset.ToString(System.Globalization.CultureInfo.InvariantCulture)}}f, p = Position(3, 5, 0.5f);
            return x * 0.5f + p is var y ? {{expression}} : y;
        }

        static Tensor Mixed(Tensor[] t) => t[0] * t[1] + t[2];

        static Scalar Loss(Tensor y, [Shape({{shape}})] Tensor t) => MeanSquaredError(y, t);
        """, batch);

    [Theory]
    [InlineData("(y.Exp() + y.Sin() * y.Cos() + y.Square()) / (y.Abs() + 1)", 0)]
    [InlineData("y.Log() + y.Sqrt() * y.Rsqrt() + y.Reciprocal() + y.Pow(2.5f) + y.Pow(0.3f) + y.Pow(p)", 3)]
    [InlineData("y.Pow(3) + y.Pow(2) - y.Pow(1) + y.Pow(5) + y.Pow(0) + (y + 4).Pow(-2) + (y + 4).Pow(-0.5f)", 0)]
    [InlineData("y.Clamp(-0.5f, 0.25f) + y.Clamp(low: 0.1f) * 3 + Minimum(y, p) * Maximum(y, 0.3f) + y.Sign() * y", 0)]
    [InlineData("Where(y > 0.2f, y.Exp(), -y) + (y < p) * y + (y >= 0).And(y <= 0.5f) * y.Square() + (y > 0.5f).Or(y < -0.5f).Not() * p", 0)]
    [InlineData("y.MaskedFill(y > 0.5f, 2) + Where(y.EqualTo(y), y, p) + Constant(1, 2, 3, 4, 0.5f) * y", 0)]
    [InlineData("Where(y.Sum(-1, true) > 0.1f, y, p) + (y.Mean(2, true) <= 0) * y + Where(p.Sum(1, true) > p.Sum([0, 1], true), y, 2 * y) + Where((y.Max(-1, true) < y).Not(), y, p)", 0)]
    [InlineData("y * y.Sum([1, 2], true) + p.Sum([0, 1], true) * p.Sum() * y + y * p.Sum(0, true) + p.Max()", 0)]
    public void Element_by_element(string expression, double offset) => Check(expression, "3, 5", offset);

    [Theory]
    [InlineData("y.Softmax() + y.LogSoftmax() * 0.1f + y.Relu6() + y.Hardsigmoid() + y.Hardswish() + y.Mish()", "3, 5")]
    [InlineData("y.PRelu() + (-y).PRelu(3, 0.5f)", "3, 5")]
    [InlineData("y.Softmax(1) + y.LogSoftmax(-2)", "3, 5")]
    [InlineData("y.Tile(1, 2).Glu() + y.Tile(2, 1).SwiGlu(1)", "3, 5")]
    public void Activations(string expression, string shape) => Check(expression, shape);

    [Theory]
    [InlineData("y.RmsNorm().RmsNorm(0.1f)", "3, 5")]
    [InlineData("y.GroupNorm(3) + y.GroupNorm(1, affine: false)", "3, 5")]
    [InlineData("y.InstanceNorm() + y.Reshape(3, 5, 1).InstanceNorm(0.1f, affine: true).Squeeze(-1)", "3, 5")]
    [InlineData("y.Flatten().GroupNorm(5)", "15")]
    [InlineData("y.LocalResponseNorm(2, 0.5f) + y.Transpose(1, 2).LocalResponseNorm(3, 1, 1.5f, 2).Transpose(1, 2)", "3, 5")]
    [InlineData("y.Flatten().Bilinear(x.Sum(1), 7).Bilinear(x.Sum(2), 3, bias: false)", "3")]
    public void Normalisation_and_bilinear_layers(string expression, string shape) => Check(expression, shape);

    [Theory]
    [InlineData("y * p.Transpose(0, 1).Pad(0, 0, 1).Transpose(0, 1).Narrow(1, 1, 5) + p.Softmax(0) + p.LayerNorm() + Concat([p, p * 2], 0).Sum(0) + p.Tile(1, 2).Chunk(2)[1].Max(0, true)", "3, 5")]
    [InlineData("Stack([p, p.Exp()], 0).Permute(2, 0, 1).Sum(0, true).Select(1, 1) * y.Select(2, 0).Unsqueeze(1) + p.MatMul(p.Transpose(0, 1)).MatMul(y).Sum(2).Unsqueeze(1)", "1, 3")]
    public void Of_parameters_alone(string expression, string shape) => Check(expression, shape);

    [Theory]
    [InlineData("y.Softmax(1) * y.Mean([2, 3], true) + y.LogSumExp([1, 3], true) + y.Sum(2, true) * q", "3, 2, 5")]
    [InlineData("y.GroupNorm(1) + y.InstanceNorm(affine: true) + y.LocalResponseNorm(3, 0.5f) + y.PRelu(3)", "3, 2, 5")]
    [InlineData("y.Variance([1, 2], true) * y + y.Max(1, 3).Unsqueeze(1).Unsqueeze(-1) + y.ArgMax(1, true) + y.Permute(0, 2, 3, 1).RmsNorm().Permute(0, 3, 1, 2)", "3, 2, 5")]
    [InlineData("y.MatMul(y.Transpose(2, 3)).Softmax().MatMul(y) + p.MatMul(y.Transpose(1, 2).Transpose(2, 3)).Sum(-1, true).Transpose(1, 2) + y.Pad([1, 1, 1, 0], -1).Slice(2, 0, 2).Slice(3, 0, 5)", "3, 2, 5")]
    public void Of_images(string expression, string shape) => FunctionNetwork.Check(
        $$"""
        static Tensor Forward([Shape(3, 2, 5)] Tensor x)
        {
            Tensor y = x.Dense(5), p = Position(3, 5, 0.5f), q = Position(2, 5, 0.5f, name: "q");
            return {{expression}} + y * p.Sum() * q;
        }

        static Scalar Loss(Tensor y, [Shape({{shape}})] Tensor t) => MeanSquaredError(y, t);
        """, 1, 3);

    [Fact]
    public void Between_convolutions() => FunctionNetwork.Check(
        """
        static Tensor Forward([Shape(2, 5, 7)] Tensor x)
        {
            Tensor y = x.Conv2d(6, 3).LocalResponseNorm(3, 0.5f).PRelu(6).Conv2d(4, 2).GroupNorm(2).Mish();
            y = Concat([y, y.Max([2, 3], true) * y.Softmax(1)], 1).InstanceNorm(affine: true);
            return (y * y.Mean([2, 3], true) + y.Sum(1, true)).Conv2d(3, 1).RmsNorm().Sum(2, 3);
        }

        static Scalar Loss(Tensor y, Tokens label) => CrossEntropy(y, label, classWeights: [1, 2, 3]);
        """, 3, 17);

    [Fact]
    public void Values_are_those_of_the_functions()
    {
        float[] x = [.. Enumerable.Range(-400, 801).Select(i => i * 0.25f), 1e-20f, float.NaN, float.PositiveInfinity];
        Near("x.Sin()", Math.Sin, v => 3e-7 + (1.3e-7 * Math.Abs(v)));
        Near("x.Cos()", Math.Cos, v => 3e-7 + (1.3e-7 * Math.Abs(v)));
        Near("x.Clamp(-2, 3)", v => Math.Clamp(v, -2, 3), v => 0);
        Near("Maximum(x, -2) + Minimum(x, 3)", v => Math.Max(v, -2) + Math.Min(v, 3), v => 0);
        Near("x.Pow(3)", v => v * v * v, v => 3e-7 * Math.Abs(v * v * v));
        Near("x.Pow(-1.5f)", v => Math.Pow(v, -1.5), v => 3e-7 * Math.Pow(v, -1.5));
        Near("x.Pow(0.3f)", v => Math.Pow(v, 0.3f), v => 2e-6 * Math.Pow(v, 0.3));
        Near("(x > 1).And(x <= 3).Or(x.EqualTo(5)) + (x >= 7) * 2 + (x < -3).Not() * 4", v => (v is (> 1 and <= 3) or 5 ? 1 : 0) + (v >= 7 ? 2 : 0) + (v < -3 ? 0 : 4), v => 0, passesNaN: false);

        void Near(string expression, Func<double, double> function, Func<double, double> allowed, bool passesNaN = true)
        {
            float[] y = Evaluation.EvaluatedNetwork.Of($"static Tensor Forward([Shape(1)] Tensor x) => {expression};").Predict(x);
            for (int i = 0; i < x.Length; i++)
            {
                double expected = function(x[i]);
                if (!passesNaN && float.IsNaN(x[i])) Assert.Equal(4, y[i]);
                else if (double.IsNaN(expected)) Assert.True(float.IsNaN(y[i]), $"{expression} of {x[i]} is {y[i]}");
                else if (double.IsInfinity(expected) || expected > float.MaxValue) Assert.Equal(float.PositiveInfinity, y[i]);
                else Assert.True(Math.Abs(expected - y[i]) <= allowed(x[i]) + 1e-37, $"{expression} of {x[i]} is {y[i]}, expected {expected}");
            }
        }
    }

    [Fact]
    public void Any_team_computes_the_same_bits_without_garbage()
    {
        var network = new InterpretedNetwork("""
            using NeuralNet.Gen; using static NeuralNet.Gen.Functional;
            [Network] public sealed partial class Net
            {
                static Tensor Forward([Shape(7, 5)] Tensor x)
                {
                    Tensor y = x.Dense(5).GroupNorm(7).Mish();
                    y = Concat([y, y.Transpose(1, 2).Softmax(1).Transpose(1, 2)], -1).Pad(1, 1, 0) * Position(8, 10) + y.ArgMax(1, true).Tile(1, 2);
                    return (y * y.Variance([1, 2], true) + Constant(1, 2, 3, 4, 5, 6, 7, 8, 9, 10)).Dense(4).LogSoftmax();
                }

                static Scalar Loss(Tensor y, [Shape(8)] Tokens labels, [Shape(3)] Tokens text)
                    => NegativeLogLikelihood(y, labels, [1, 2, 3, 4], -1) + Ctc(y, text, zeroInfinity: true);
            }
            """);
        Batch batch = network.RandomBatch(67, seed: 4);
        float[]? first = null;
        foreach (int threads in (int[])[1, 2, 3])
        {
            using var team = new ThreadTeam(threads);
            float[] found = [network.Network.Instance.Loss(batch, team), network.Network.Instance.Gradient(batch, team), .. network.Network.Instance.Gradients];
            Assert.Equal(first ??= found, found);
        }

        for (int i = 0; i < 3; i++) network.Network.Instance.Gradient(batch);
        long before = GC.GetAllocatedBytesForCurrentThread();
        network.Network.Instance.Gradient(batch);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        // A sample's outputs are the same alone.
        var all = new float[67 * 32];
        network.Network.Instance.Predict(batch, all);
        Batch one = network.RandomBatch(1, seed: 4);
        batch.Floats(0)[..35].CopyTo(one.Floats(0));
        var alone = new float[32];
        network.Network.Instance.Predict(one, alone);
        Assert.Equal(all[..32], alone);
    }

    [Fact]
    public void Rows_by_number() => FunctionNetwork.Check(
        """
        static Tensor Forward([Shape(3, 5)] Tensor x, [Shape(4)] Tokens rows)
        {
            Tensor table = Position(7, 5), y = x.Dense(5), picked = Gather(table, rows);
            return ScatterAdd(picked * picked, rows, 7) + OneHot(rows, 7).Transpose(1, 2).MatMul(Gather(Concat([y, y, y], 1), rows).Exp());
        }

        static Scalar Loss(Tensor y, [Shape(7, 5)] Tensor t) => MeanSquaredError(y, t);
        """);

    [Fact]
    public void Activations_with_arguments_in_a_chain() => FunctionNetwork.Check(
        "[Network, Input(6), Dense(10), PRelu, Glu, PRelu(5, 0.5f), Dense(14), SwiGlu, Dense(3), MeanSquaredError] public sealed partial class Net;");

    [Fact]
    public void Dropped_channels_are_dropped_as_a_whole()
    {
        var network = new InterpretedNetwork("""
            using NeuralNet.Gen;
            [Network] public sealed partial class Net
            {
                static Tensor Forward([Shape(3, 2, 5)] Tensor x) => (x * 0 + 1).PRelu(initial: 1).DropoutChannels(0.5f) * x;
                static Scalar Loss(Tensor y) => y.Mean();
            }
            """);
        // The mean of kept inputs, and only whole channels are kept: each is 0 or doubled.
        Batch batch = network.RandomBatch(1, seed: 3);
        float[] x = batch.Floats(0).ToArray();
        double[] sums = [.. Enumerable.Range(0, 3).Select(c => x.Skip(10 * c).Take(10).Sum(v => 2.0 * v) / 30)];
        double loss = network.Network.Instance.Gradient(batch);
        Assert.Contains(Enumerable.Range(0, 8), kept => Math.Abs(sums.Where((_, c) => (kept & (1 << c)) != 0).Sum() - loss) < 1e-6);
        Assert.Equal(x.Average(), network.Network.Instance.Loss(batch), 1e-6f);
    }

    [Fact]
    public void No_gradient_passes_a_detached_tensor()
    {
        float[] all = Gradient("a * a"), half = Gradient("a.Detach() * a");
        Assert.NotEqual(0, all.Max(Math.Abs));
        Assert.Equal(all, half.Select(g => 2 * g));

        static float[] Gradient(string expression)
        {
            var network = new InterpretedNetwork($$"""
                using NeuralNet.Gen;
                [Network] public sealed partial class Net
                {
                    static Tensor Forward([Shape(5)] Tensor x) { Tensor a = x.Dense(3); return {{expression}}; }
                    static Scalar Loss(Tensor y) => y.Mean();
                }
                """);
            network.Network.Instance.Gradient(network.RandomBatch(7, seed: 1));
            return network.Network.Instance.Gradients.ToArray();
        }
    }

    [Theory]
    [InlineData("y.Sum(-1) + y.Mean(2) + y.Max(-1) - y.Min(-1) + y.LogSumExp(2)", "3")]
    [InlineData("y.Sum(-1, true) * y + y.Variance([-1], true) + y.Variance([2], true, unbiased: false) + y.Max(2, true)", "3, 5")]
    [InlineData("(y.Sum() + y.Max(1, 2) * y.Mean([1, 2], false) + y.Variance() + y.Min() + y.LogSumExp()).Unsqueeze(1)", "1")]
    [InlineData("y.ArgMax() * y.Sum(-1) + y.Transpose(1, 2).ArgMax(1)", "3")]
    public void Reductions_over_the_last_dimensions(string expression, string shape) => Check(expression, shape);

    [Theory]
    [InlineData("y.Sum(1) + y.Mean(-2) + y.Max(1) - y.Min(1) + y.LogSumExp(1)", "5")]
    [InlineData("y.Sum(1, true) * y + y.Variance([1], true) + y.ArgMax(1, true)", "3, 5")]
    [InlineData("y.Reshape(3, 5, 1).Sum(1, 3) + y.Reshape(1, 3, 5).Max(1, 3) .Sum(-1, true)", "5")]
    public void Reductions_over_middle_dimensions(string expression, string shape) => Check(expression, shape);

    [Theory]
    [InlineData("y.MatMul(p.Transpose(0, 1)) + MatMul(y, y.Transpose(1, 2))", "3, 3")]
    [InlineData("y.Transpose(1, 2).MatMul(y)", "5, 5")]
    [InlineData("y.MatMul(x.Transpose(1, 2)).MatMul(p) + p.MatMul(y.Transpose(1, 2)).MatMul(y)", "3, 5")]
    public void Matrix_products(string expression, string shape) => Check(expression, shape);

    [Theory]
    [InlineData("y.Transpose(1, 2)", "5, 3")]
    [InlineData("y.Reshape(3, 1, 5).Permute(0, 3, 1, 2).Squeeze(-1)", "5, 3")]
    [InlineData("y.Slice(1, 0, 2, 2) + y.Narrow(1, -2, 2)", "2, 5")]
    [InlineData("y.Select(1, 0) + y.Select(-2, -1)", "5")]
    [InlineData("Mixed(y.Split([1, 3, 1], -1))", "3, 3")]
    [InlineData("Concat([y.Chunk(2)[0] * 2, y.Chunk(2)[1], y.Chunk(2)[1], y.Chunk(2)[0]])", "3, 10")]
    [InlineData("Concat([y, x, y * 2], 1) + Concat(y.Split(2, 1), 1).Tile(3, 1)", "9, 5")]
    [InlineData("Stack([y, x], 1)", "2, 3, 5")]
    [InlineData("Stack([y, x], -1)", "3, 5, 2")]
    [InlineData("y.Pad(1, 1, 2, 0.5f) + y.Pad([0, 0, 3, 0], 0)", "6, 5")]
    [InlineData("y.Pad([2, 1], -1)", "3, 8")]
    [InlineData("y.Tile(2, 3)", "6, 15")]
    [InlineData("y.RepeatInterleave(2, 1) + y.Tile(2, 1)", "6, 5")]
    [InlineData("y.Select(1, 0).Unsqueeze(1).Expand(4, 5)", "4, 5")]
    [InlineData("y.Sum(1).Expand(2, 3, 5).Sum(1)", "3, 5")]
    [InlineData("Concat([p.Narrow(0, 0, 1).Unsqueeze(0).ExpandAs(y.Narrow(1, 0, 1)), y], 1)", "4, 5")]
    public void Movement(string expression, string shape) => Check(expression, shape);
}

/// <summary>Compiles, disturbs and checks networks in small batches.</summary>
internal static class FunctionNetwork
{
    public static void Check(string members, params int[] batches)
    {
        string declaration = members.StartsWith('[') ? members : "[Network] public sealed partial class Net\n{\n" + members + "\n}";
        var network = new InterpretedNetwork("using NeuralNet.Gen; using static NeuralNet.Gen.Functional;\n" + declaration);
        network.Disturb(3);
        foreach (int batch in batches.Length == 0 ? [1, 3, 17] : batches) network.Check(batch, seed: 5 + batch);
    }
}
