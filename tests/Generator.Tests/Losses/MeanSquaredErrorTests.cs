using NeuralNet.Gen.Generator.Tests.Fixtures;

namespace NeuralNet.Gen.Generator.Tests.Losses;

public sealed class MeanSquaredErrorTests : LossTests
{
    private protected override OracleLoss Plain { get; } = OracleMeanLoss.Squared;

    [Fact]
    public void The_mean_is_over_elements()
    {
        (float value, double[] gradient) = At(Plain, [1f, 2f, -3f, 0.5f], [1f, 4f, -4f, 0f]);
        Assert.Equal((0 + 4 + 1 + 0.25) / 4, value);
        Close([0, -1, 0.5, 0.25], gradient, 0);
    }

    [Fact]
    public void Predictions_are_the_outputs() => Assert.Equal([1f, -2f, 1e4f, 0f], PredictionAt(Plain, 1f, -2f, 1e4f, 0f));
}
