using NeuralNet.Gen.Generator.Tests.Fixtures;

namespace NeuralNet.Gen.Generator.Tests.Losses;

public sealed class MeanAbsoluteErrorTests : LossTests
{
    private protected override OracleLoss Plain { get; } = new OracleMeanLoss("MeanAbsoluteError", (y, t) => Math.Abs(y - t), 0);

    [Fact]
    public void The_gradient_is_a_sign_and_zero_where_output_and_target_are_equal()
    {
        (float value, double[] gradient) = At(Plain, [1f, 2f, -3f, 0.5f], [1f, 4f, -4f, 0f]);
        Assert.Equal((0 + 2 + 1 + 0.5) / 4, value);
        Close([0, -0.25, 0.25, 0.25], gradient, 0);
    }
}
