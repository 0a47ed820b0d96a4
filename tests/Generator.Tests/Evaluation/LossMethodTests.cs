namespace NeuralNet.Gen.Generator.Tests.Evaluation;

/// <summary>Losses written as methods: built-in ones, arithmetic, and what they say about predictions.</summary>
public sealed class LossMethodTests
{
    private const string Forward = "static Tensor Forward([Shape(3)] Tensor x) => x.Dense(4);\n";

    private static readonly float[] X = EvaluatedNetwork.Numbers(15);
    private static readonly int[] Labels = [0, 3, 1, 1, 2];

    private static double[][] Scores(EvaluatedNetwork net) => [.. Enumerable.Range(0, 5).Select(r => net.Dense("dense", [.. X.Skip(3 * r).Take(3).Select(v => (double)v)]))];

    private static double CrossEntropy(double[] scores, int label) => Math.Log(scores.Sum(Math.Exp)) - scores[label];

    [Fact]
    public void A_loss_may_add_terms_to_a_built_in_one_and_predictions_are_still_probabilities()
    {
        EvaluatedNetwork net = EvaluatedNetwork.Of(Forward + "static Scalar Loss(Tensor y, Tokens labels) => CrossEntropy(y, labels) + 0.1f * (y * y).Mean() - 2 * Penalty(y) + 1;\nstatic Scalar Penalty(Tensor y) { Scalar p = y.Abs().Mean(); return p * 0.25f; }").WithNumbers();
        double[][] scores = Scores(net);
        double expected = scores.Select((s, i) => CrossEntropy(s, Labels[i])).Average() + (0.1 * scores.SelectMany(s => s).Average(v => v * v)) - (0.5 * scores.SelectMany(s => s).Average(Math.Abs)) + 1;
        Assert.InRange(net.Network.Instance.Loss(net.Batch(X, Labels)), expected - 1e-5, expected + 1e-5);
        net.HasRightGradients(net.Batch(X, Labels));
        Assert.Equal(PredictionKind.ClassProbabilities, net.Network.Info.Prediction);
        Assert.Equal(4, net.Network.Info.Targets[0].ClassCount);
        EvaluatedNetwork.Near(scores.SelectMany(s => s.Select(v => Math.Exp(v) / s.Sum(Math.Exp))), net.Predict(X));
    }

    [Fact]
    public void Arguments_by_name_may_stand_in_any_order()
    {
        EvaluatedNetwork net = EvaluatedNetwork.Of(Forward + "static Scalar Loss(Tensor y, Tokens labels) => CrossEntropy(labelSmoothing: 0.2f, labels: labels, scores: y);").WithNumbers();
        double expected = Scores(net).Select((s, i) => (0.8 * CrossEntropy(s, Labels[i])) + (0.2 * Enumerable.Range(0, 4).Average(c => CrossEntropy(s, c)))).Average();
        Assert.InRange(net.Network.Instance.Loss(net.Batch(X, Labels)), expected - 1e-5, expected + 1e-5);
    }

    [Theory]
    [InlineData("MeanSquaredError(y, t)", PredictionKind.Values)]
    [InlineData("MeanAbsoluteError(targets: t, output: y)", PredictionKind.Values)]
    [InlineData("Huber(y, t, 0.5f)", PredictionKind.Values)]
    [InlineData("BinaryCrossEntropy(y, t)", PredictionKind.Probabilities)]
    [InlineData("0.5f * BinaryCrossEntropy(y, t)", PredictionKind.Probabilities)]
    [InlineData("BinaryCrossEntropy(y, t) + MeanSquaredError(y, t)", PredictionKind.Values)]
    [InlineData("(y - t).Abs().Mean()", PredictionKind.Values)]
    [InlineData("(1 - (y * t).Exp() / 3f).Mean() * -(0.5f)", PredictionKind.Values)]
    public void Every_loss_has_right_gradients_and_says_what_predictions_are(string loss, PredictionKind prediction)
    {
        EvaluatedNetwork net = EvaluatedNetwork.Of(Forward + $"static Scalar Loss(Tensor y, [Shape(4)] Tensor t) => {loss};").WithNumbers();
        Assert.Equal(prediction, net.Network.Info.Prediction);
        float[] targets = [.. Enumerable.Range(0, 20).Select(i => i % 3 / 2f)];
        net.HasRightGradients(net.Batch(X, targets));
    }

    [Fact]
    public void A_loss_may_go_without_targets_and_without_built_in_ones()
    {
        EvaluatedNetwork net = EvaluatedNetwork.Of(Forward + "static Scalar Loss(Tensor y) => y.Tanh().Mean();").WithNumbers();
        double expected = Scores(net).SelectMany(s => s).Average(Math.Tanh);
        Assert.InRange(net.Network.Instance.Loss(net.Batch([X])), expected - 1e-5, expected + 1e-5);
        Assert.Empty(net.Network.Info.Targets);
    }

    [Fact]
    public void A_network_without_a_loss_predicts()
    {
        EvaluatedNetwork net = EvaluatedNetwork.Of(Forward).WithNumbers();
        EvaluatedNetwork.Near(Scores(net).SelectMany(s => s), net.Predict(X));
        Assert.Throws<InvalidOperationException>(() => net.Network.Instance.Loss(net.Batch([X])));
    }
}
