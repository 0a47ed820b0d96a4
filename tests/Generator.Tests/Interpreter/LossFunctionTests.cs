using NeuralNet.Gen.Generator.Tests.Evaluation;

namespace NeuralNet.Gen.Generator.Tests.Interpreter;

/// <summary>Losses: compiled against the interpreter with gradients, and their values against the formulas written out here.</summary>
public sealed class LossFunctionTests
{
    private const string Weights = "classWeights: [0.5f, 2, 0, 1, 0.25f]";

    [Theory]
    [InlineData("Focal(y, Truth(t)) + Focal(y, Truth(t), alpha: -1, gamma: 0.5f) + Focal(y, t * t, 0.75f, 0)")]
    [InlineData("Dice(y, Truth(t)) + Tversky(y, Truth(t), smooth: 0.5f) + Tversky(y, t.Abs(), 1, 2, 0)")]
    [InlineData("Quantile(y, t) + Quantile(y, t, 0.9f) + 0.1f * KullbackLeibler(y.LogSoftmax(), t.MaskedFill(t < 0, 0).Abs())")]
    [InlineData("GaussianNegativeLogLikelihood(y, t, y.Softplus()) + GaussianNegativeLogLikelihood(y, t, y.Sum(-1, true).Exp(), full: true)")]
    [InlineData("CosineEmbedding(y, t, t.Sum(-1)) + CosineEmbedding(t, y, -1 * t.Sum(-1), 0.2f) + CosineSimilarity(y, t, 1).Square().Mean()")]
    [InlineData("TripletMargin(y, t, y * t) + TripletMargin(y * y, y, t, 5) / (2 + y.Square().Mean())")]
    public void Of_tensors(string loss) => FunctionNetwork.Check(
        $$"""
        static Tensor Forward([Shape(3, 5)] Tensor x) => x.Dense(5);
        static Tensor Truth(Tensor t) => t > 0.2f;
        static Scalar Loss(Tensor y, [Shape(3, 5)] Tensor t) => {{loss}};
        """);

    [Theory]
    [InlineData("CrossEntropy(y, labels, " + Weights + ")")]
    [InlineData("CrossEntropy(y, labels, ignoreIndex: -100)")]
    [InlineData("CrossEntropy(y, labels, 0.2f, ignoreIndex: 2)")]
    [InlineData("CrossEntropy(y, labels, 0.1f, ignoreIndex: 5, " + Weights + ")")]
    [InlineData("NegativeLogLikelihood(y, labels) + NegativeLogLikelihood(y, labels, " + Weights + ")")]
    [InlineData("NegativeLogLikelihood(y, labels, ignoreIndex: -1)")]
    public void Of_labels(string loss) => FunctionNetwork.Check(
        $$"""
        static Tensor Forward([Shape(3, 5)] Tensor x) => x.Dense(5).LogSoftmax() * 1;
        static Scalar Loss(Tensor y, [Shape(3)] Tokens labels) => {{loss}};
        """, 5, 17);

    [Theory]
    [InlineData(5, 3, 2, "Ctc(y, labels)")]
    [InlineData(6, 3, 3, "Ctc(y, labels, blank: 2, zeroInfinity: true)")]
    [InlineData(3, 4, 2, "Ctc(y, labels, zeroInfinity: true)")]
    [InlineData(1, 2, 1, "Ctc(y, labels, blank: 1)")]
    public void Of_labels_without_times(int time, int classes, int length, string loss) => FunctionNetwork.Check(
        $$"""
        static Tensor Forward([Shape({{time}}, 5)] Tensor x) => x.Dense({{classes}}).LogSoftmax();
        static Scalar Loss(Tensor y, [Shape({{length}})] Tokens labels) => {{loss}};
        """, 1, 17);

    [Fact]
    public void Labels_that_do_not_fit_into_the_times_cost_infinity_unless_they_are_left_out()
    {
        int[] labels = [1, 1, 0];
        // 1, 1 needs a blank between: three times.
        Assert.Equal(float.PositiveInfinity, LossOf("Ctc(y, labels)"));
        Assert.Equal(0f, LossOf("Ctc(y, labels, zeroInfinity: true)"));

        float LossOf(string loss)
        {
            EvaluatedNetwork net = EvaluatedNetwork.Of($"static Tensor Forward([Shape(2, 2)] Tensor x) => x.PRelu(initial: 1).LogSoftmax(); static Scalar Loss(Tensor y, [Shape(3)] Tokens labels) => {loss};");
            return net.Network.Instance.Loss(net.Batch(EvaluatedNetwork.Numbers(4), labels));
        }
    }

    // Outputs, inputs, are x: a slope of 1 changes nothing and makes a network of it.
    private const string Identity = "static Tensor Forward([Shape(4)] Tensor x) => x.PRelu(initial: 1);\n";

    private static readonly float[] X = [0.5f, -1, 2, 0.25f, 1, 0, -0.5f, 3, -2, 0.75f, 1, -0.125f];
    private static readonly float[] T = [1, 0, 1, 0, 0.5f, 0.25f, 0, 1, 1, 1, 0, 0];

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    private static double MeanOf(Func<double, double, double> cost) => X.Zip(T).Average(p => cost(p.First, p.Second));

    private static double MeanOverRows(Func<double[], double[], double> cost)
        => Enumerable.Range(0, 3).Average(r => cost([.. X.Skip(4 * r).Take(4).Select(v => (double)v)], [.. T.Skip(4 * r).Take(4).Select(v => (double)v)]));

    private static double Norm(IEnumerable<double> x) => Math.Sqrt(x.Sum(v => v * v));

    public static TheoryData<string, double> Formulas => new()
    {
        { "Focal(y, t)", MeanOf((x, t) => Balanced(t, 0.25) * Math.Pow(1 - Right(x, t), 2) * Surprise(x, t)) },
        { "Focal(y, t, -1, 0.5f)", MeanOf((x, t) => Math.Pow(1 - Right(x, t), 0.5) * Surprise(x, t)) },
        { "Tversky(y, t, 0.25f, 0.5f, 2)", MeanOverRows((x, t) => 1 - ((Hits(x, t) + 2) / (Hits(x, t) + 2 + (0.25 * Hits(x, Not(t))) + (0.5 * (t.Sum() - Hits(x, t)))))) },
        { "Dice(y, t, 0)", MeanOverRows((x, t) => 1 - (2 * Hits(x, t) / (x.Sum(Sigmoid) + t.Sum()))) },
        { "Quantile(y, t, 0.9f)", MeanOf((x, t) => Math.Max(0.9 * (t - x), -0.1 * (t - x))) },
        { "KullbackLeibler(y, t)", 4 * MeanOf((x, t) => t == 0 ? 0 : t * (Math.Log(t) - x)) },
        { "GaussianNegativeLogLikelihood(y, t, t, false, 0.125f)", MeanOf((x, t) => 0.5 * (Math.Log(Math.Max(t, 0.125)) + ((x - t) * (x - t) / Math.Max(t, 0.125)))) },
        { "GaussianNegativeLogLikelihood(y, t, 1, full: true)", MeanOf((x, t) => 0.5 * (((x - t) * (x - t)) + Math.Log(2 * Math.PI))) },
        { "CosineEmbedding(y, t, y.Sum(1))", MeanOverRows((x, t) => x.Sum() > 0 ? 1 - Cosine(x, t) : Math.Max(0, Cosine(x, t))) },
        { "CosineEmbedding(y, t, -1 * y.Sum(1), 0.25f)", MeanOverRows((x, t) => x.Sum() < 0 ? 1 - Cosine(x, t) : Math.Max(0, Cosine(x, t) - 0.25)) },
        { "CosineSimilarity(y, t).Mean()", MeanOverRows(Cosine) },
        { "TripletMargin(y, t, 2 * t, 1.5f)", MeanOverRows((x, t) => Math.Max(0, Norm(x.Zip(t, (a, b) => a - b)) - Norm(x.Zip(t, (a, b) => a - (2 * b))) + 1.5)) },
    };

    [Theory]
    [MemberData(nameof(Formulas))]
    public void Values_are_those_of_the_formula(string loss, double expected)
    {
        EvaluatedNetwork net = EvaluatedNetwork.Of(Identity + $"static Scalar Loss(Tensor y, [Shape(4)] Tensor t) => {loss};");
        Assert.InRange(net.Network.Instance.Loss(net.Batch(X, T)), expected - 1e-5, expected + 1e-5);
    }

    public static TheoryData<string, int[], double> LabelFormulas => new()
    {
        { "CrossEntropy(y, labels, classWeights: [1, 2, 0.5f, 4])", [3, 1, 0], ((4 * Surprise(0, 3)) + (2 * Surprise(1, 1)) + Surprise(2, 0)) / 7 },
        { "CrossEntropy(y, labels, ignoreIndex: -100)", [3, -100, 0], (Surprise(0, 3) + Surprise(2, 0)) / 2 },
        { "CrossEntropy(y, labels, ignoreIndex: 3)", [3, 1, 0], (Surprise(1, 1) + Surprise(2, 0)) / 2 },
        { "CrossEntropy(y, labels, 0.2f, [1, 2, 0.5f, 4], -1)", [3, 1, -1], ((0.8 * ((4 * Surprise(0, 3)) + (2 * Surprise(1, 1)))) + (0.05 * (Spread(0) + Spread(1)))) / 6 },
        { "NegativeLogLikelihood(y, labels)", [3, 1, 0], -(X[3] + X[5] + X[8]) / 3 },
        { "NegativeLogLikelihood(y, labels, [1, 2, 0.5f, 4], ignoreIndex: 1)", [3, 1, 0], -((4 * X[3]) + X[8]) / 5 },
        { "NegativeLogLikelihood(y.LogSoftmax(), labels)", [3, 1, 0], (Surprise(0, 3) + Surprise(1, 1) + Surprise(2, 0)) / 3 },
    };

    [Theory]
    [MemberData(nameof(LabelFormulas))]
    public void Values_of_labels_are_those_of_the_formula(string loss, int[] labels, double expected)
    {
        EvaluatedNetwork net = EvaluatedNetwork.Of(Identity + $"static Scalar Loss(Tensor y, Tokens labels) => {loss};");
        Assert.InRange(net.Network.Instance.Loss(net.Batch(X, labels)), expected - 1e-5, expected + 1e-5);
    }

    [Fact]
    public void Only_the_ignored_label_is_allowed_outside_of_the_classes()
    {
        EvaluatedNetwork net = EvaluatedNetwork.Of(Identity + "static Scalar Loss(Tensor y, Tokens labels) => CrossEntropy(y, labels, ignoreIndex: -100);");
        Assert.Equal(-100, net.Network.Info.Targets[0].IgnoredLabel);
        ArgumentException error = Assert.ThrowsAny<ArgumentException>(() => net.Network.Instance.Loss(net.Batch(X, new[] { 3, -99, 0 })));
        Assert.Contains("-99; 0 to 3, or -100 for none, is expected", error.Message, StringComparison.Ordinal);
        // All ignored: nothing to divide by.
        Assert.True(float.IsNaN(net.Network.Instance.Loss(net.Batch(X, new[] { -100, -100, -100 }))));
    }

    [Fact]
    public void A_label_that_another_use_reads_is_not_ignored()
    {
        EvaluatedNetwork net = EvaluatedNetwork.Of(Identity + "static Scalar Loss(Tensor y, Tokens labels) => CrossEntropy(y, labels, ignoreIndex: -100) + (OneHot(labels, 4) * y).Mean();");
        Assert.Null(net.Network.Info.Targets[0].IgnoredLabel);
        Assert.ThrowsAny<ArgumentException>(() => net.Network.Instance.Loss(net.Batch(X, new[] { 3, -100, 0 })));
    }

    [Theory]
    [InlineData("NegativeLogLikelihood(y, labels)", PredictionKind.ClassProbabilities, "exp")]
    [InlineData("CrossEntropy(y, labels, ignoreIndex: -1)", PredictionKind.ClassProbabilities, "softmax")]
    [InlineData("Focal(y, OneHot(labels, 4))", PredictionKind.Probabilities, "sigmoid")]
    [InlineData("Dice(y, OneHot(labels, 4))", PredictionKind.Probabilities, "sigmoid")]
    [InlineData("KullbackLeibler(y, OneHot(labels, 4))", PredictionKind.Values, "exp")]
    [InlineData("Quantile(y, OneHot(labels, 4))", PredictionKind.Values, "none")]
    public void A_loss_says_what_predictions_mean(string loss, PredictionKind kind, string function)
    {
        EvaluatedNetwork net = EvaluatedNetwork.Of(Identity + $"static Scalar Loss(Tensor y, Tokens labels) => {loss};");
        Assert.Equal(kind, net.Network.Info.Prediction);
        Func<double, int, double> meaning = function switch
        {
            "exp" => (x, _) => Math.Exp(x),
            "sigmoid" => (x, _) => Sigmoid(x),
            "softmax" => (x, i) => Math.Exp(x) / Enumerable.Range(i / 4 * 4, 4).Sum(c => Math.Exp(X[c])),
            _ => (x, _) => x,
        };
        EvaluatedNetwork.Near(X.Select((x, i) => meaning(x, i)), net.Predict(X));
    }

    private static double Right(double x, double t) => (Sigmoid(x) * t) + ((1 - Sigmoid(x)) * (1 - t));

    private static double Surprise(double x, double t) => -(t * Math.Log(Sigmoid(x))) - ((1 - t) * Math.Log(1 - Sigmoid(x)));

    private static double Balanced(double t, double alpha) => (alpha * t) + ((1 - alpha) * (1 - t));

    private static double Hits(double[] x, double[] t) => x.Zip(t, (a, b) => Sigmoid(a) * b).Sum();

    private static double[] Not(double[] t) => [.. t.Select(v => 1 - v)];

    private static double Cosine(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum() / Norm(a) / Norm(b);

    /// <summary>−ln softmax of a row's label.</summary>
    private static double Surprise(int row, int label) => Math.Log(Enumerable.Range(0, 4).Sum(c => Math.Exp(X[(4 * row) + c]))) - X[(4 * row) + label];

    /// <summary>The weighted surprises of all classes, as label smoothing has them.</summary>
    private static double Spread(int row) => Surprise(row, 0) + (2 * Surprise(row, 1)) + (0.5 * Surprise(row, 2)) + (4 * Surprise(row, 3));
}
