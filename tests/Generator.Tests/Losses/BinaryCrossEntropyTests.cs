using NeuralNet.Gen.Generator.Tests.Fixtures;

namespace NeuralNet.Gen.Generator.Tests.Losses;

public sealed class BinaryCrossEntropyTests : LossTests
{
    private protected override OracleLoss Plain { get; } = new OracleBinaryCrossEntropy();

    [Fact]
    public void A_score_of_zero_costs_ln_2()
    {
        (float value, double[] gradient) = At(Plain, [0f, 0f, 0f, 0f], [0f, 1f, 0.25f, 0.5f]);
        Assert.Equal(Math.Log(2), value, 1e-6);
        Close([0.125, -0.125, 0.0625, 0], gradient);
    }

    [Fact]
    public void Huge_scores_give_finite_losses()
    {
        // Right twice, wrong twice by 10,000 each.
        (float value, double[] gradient) = At(Plain, [1e4f, -1e4f, 1e4f, -1e4f], [1f, 0f, 0f, 1f]);
        Assert.Equal(5e3, value, 1e-3);
        Close([0, 0, 0.25, -0.25], gradient);
        Close([1, 0, 1, 0], [.. PredictionAt(Plain, 1e4f, -1e4f, 1e4f, -1e4f).Select(p => (double)p)]);
    }

    [Fact]
    public void A_sure_and_right_score_costs_what_is_left_of_the_probability()
    {
        // e^-30 for each: far below the distance of floats from 1.
        (float value, double[] gradient) = At(Plain, [30f, -30f, 30f, -30f], [1f, 0f, 1f, 0f]);
        Assert.Equal(9.3576229e-14, value, 1e-18);
        Assert.All(gradient, g => Assert.InRange(Math.Abs(g), 0, 1e-7));
    }
}
