using NeuralNet.Gen.Generator.Tests.Fixtures;

namespace NeuralNet.Gen.Generator.Tests.Losses;

public sealed class HuberTests : LossTests
{
    private protected override OracleLoss Plain { get; } = Loss("Huber", 1);

    private protected override IReadOnlyList<OracleLoss> Others { get; } = [Loss("Huber(Delta = 0.3f)", 0.3f), Loss("Huber(Delta = 2.5f)", 2.5)];

    [Fact]
    public void The_square_turns_into_a_line_at_delta()
    {
        // Differences 0.5, -1, 3 and -8.
        (float value, double[] gradient) = At(Plain, [0.5f, 2f, 3f, -8f], [0f, 3f, 0f, 0f]);
        Assert.Equal((0.125 + 0.5 + 2.5 + 7.5) / 4, value, 1e-6);
        Close([0.125, -0.25, 0.25, -0.25], gradient, 0);

        (value, gradient) = At(Others[1], [0.5f, 2f, 3f, -8f], [0f, 3f, 0f, 0f]);
        Assert.Equal((0.125 + 0.5 + 2.5 * (3 - 1.25) + 2.5 * (8 - 1.25)) / 4, value, 1e-6);
        Close([0.125, -0.25, 0.625, -0.625], gradient, 0);
    }

    [Fact]
    public void Huge_differences_stay_finite()
    {
        // Squared they would overflow.
        (float value, double[] gradient) = At(Plain, [1e25f, -1e25f, 0f, 0f], [0f, 0f, 0f, 0f]);
        Assert.Equal(5e24, value, 1e19);
        Close([0.25, -0.25, 0, 0], gradient, 0);
    }

    // The first derivative is continuous, so central differences hold at the joints too.
    private static OracleMeanLoss Loss(string attribute, double delta)
        => new(attribute, (y, t) => Math.Abs(y - t) <= delta ? (y - t) * (y - t) / 2 : delta * (Math.Abs(y - t) - delta / 2));
}
