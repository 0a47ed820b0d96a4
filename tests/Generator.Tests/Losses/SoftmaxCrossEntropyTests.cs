using NeuralNet.Gen.Generator.Tests.Fixtures;

namespace NeuralNet.Gen.Generator.Tests.Losses;

public sealed class SoftmaxCrossEntropyTests : LossTests
{
    private static readonly OracleLoss Smoothed = new OracleSoftmaxCrossEntropy(0.1f);

    private protected override OracleLoss Plain { get; } = new OracleSoftmaxCrossEntropy();

    private protected override IReadOnlyList<OracleLoss> Others => [Smoothed];

    private protected override int FewestOutputs => 2;

    // ln 4 and the like by hand.
    [Fact]
    public void Equal_scores_give_the_logarithm_of_the_number_of_classes()
    {
        foreach (OracleLoss loss in All)
        {
            (float value, double[] gradient) = At(loss, [0.5f, 0.5f, 0.5f, 0.5f], label: 2);
            double smoothing = loss == Smoothed ? 0.1 : 0;
            Assert.Equal(Math.Log(4), value, 1e-6);
            Close([0.25 - smoothing / 4, 0.25 - smoothing / 4, 0.25 - (1 - smoothing) - smoothing / 4, 0.25 - smoothing / 4], gradient);
        }
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 2e4)]
    [InlineData(2, 1e4)]
    [InlineData(3, 1e4)]
    public void Huge_scores_give_finite_losses(int label, double expected)
    {
        (float value, double[] gradient) = At(Plain, [1e4f, -1e4f, 0f, 0f], label: label);
        Assert.Equal(expected, value, 1e-3);
        Close([label == 0 ? 0 : 1, label == 1 ? -1 : 0, label == 2 ? -1 : 0, label == 3 ? -1 : 0], gradient);
        Close([1, 0, 0, 0], [.. PredictionAt(Plain, 1e4f, -1e4f, 0f, 0f).Select(p => (double)p)]);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 2e4)]
    [InlineData(2, 1e4)]
    public void Huge_scores_give_finite_losses_under_smoothing(int label, double plain)
    {
        // 0.9 of the label's loss and 0.1 of the mean over all classes, (0 + 20000 + 10000 + 10000) / 4.
        (float value, double[] gradient) = At(Smoothed, [1e4f, -1e4f, 0f, 0f], label: label);
        Assert.Equal(0.9 * plain + 0.1 * 1e4, value, 1e-2);
        Close([(label == 0 ? 0.1 : 1) - 0.025, (label == 1 ? -0.9 : 0) - 0.025, (label == 2 ? -0.9 : 0) - 0.025, -0.025], gradient);
    }

    [Fact]
    public void A_sure_and_right_score_costs_what_is_left_of_the_probability()
    {
        // ln(1 + 3e^-10): the sum of exponents rounds, but not to 1.
        (float value, _) = At(Plain, [10f, 0f, 0f, 0f], label: 0);
        Assert.Equal(1.3619050e-4, value, 2e-7);
    }

    [Fact]
    public void Labels_outside_the_classes_are_refused_by_name()
    {
        foreach (int label in (int[])[-1, 4, int.MinValue, int.MaxValue])
        {
            var refused = Assert.ThrowsAny<ArgumentException>(() => At(Plain, [1f, 2f, 3f, 4f], label: label));
            Assert.Contains(label.ToString(System.Globalization.CultureInfo.InvariantCulture), refused.Message, StringComparison.Ordinal);
            Assert.Contains("labels", refused.Message, StringComparison.Ordinal);
        }
    }
}
