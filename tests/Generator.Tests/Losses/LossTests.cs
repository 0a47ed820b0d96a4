using NeuralNet.Gen.Generator.Tests.Fixtures;

namespace NeuralNet.Gen.Generator.Tests.Losses;

/// <summary>The tests of a loss: behind outputs of many widths, and directly on the numbers that a test chooses.</summary>
public abstract class LossTests : NetworkTests
{
    /// <summary>The loss in its plain form, which goes through every width.</summary>
    private protected abstract OracleLoss Plain { get; }

    /// <summary>The loss with other arguments, which change no loop; these go through a few widths.</summary>
    private protected virtual IReadOnlyList<OracleLoss> Others => [];

    private protected IEnumerable<OracleLoss> All => Others.Prepend(Plain);

    /// <summary>The fewest outputs that the loss takes.</summary>
    private protected virtual int FewestOutputs => 1;

    private protected override IEnumerable<OracleNetwork> Networks =>
        ((int[])[1, 7, 8, 9, 17]).Select(n => Hidden(Plain, n))
        .Concat(((int[])[15, 16, 31, 32, 33, 48, 100]).Select(n => Last(Plain, n)))
        .Append(Wide(Plain)).Append(Thin(Plain))
        .Concat(Others.SelectMany(o => (OracleNetwork[])[Hidden(o, 9), Last(o, 33), Wide(o)]))
        .Concat(All.Select(l => Identity(l, 4)));

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(17)]
    public void Values_and_gradients_are_those_of_the_oracle(int size)
    {
        foreach (OracleLoss loss in size == 9 ? All : [Plain]) AgreesWithOracle(Hidden(loss, size), 1, 3, 64);
    }

    [Theory]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(33)]
    [InlineData(48)]
    [InlineData(100)]
    public void Values_and_gradients_are_those_of_the_oracle_around_whole_registers(int size)
    {
        foreach (OracleLoss loss in size == 33 ? All : [Plain]) AgreesWithOracle(Last(loss, size), 1, 3, 64);
    }

    [Fact]
    public void Values_and_gradients_are_those_of_the_oracle_in_a_wide_network()
    {
        foreach (OracleLoss loss in All) AgreesWithOracle(Wide(loss), 3);
    }

    [Fact]
    public void A_sample_has_the_same_bits_alone_and_in_any_batch()
    {
        HasSameBitsInAnyBatch(Hidden(Plain, 9));
        HasSameBitsInAnyBatch(Last(Plain, 33));
        HasSameBitsInAnyBatch(Wide(Plain));
    }

    [Fact]
    public void Any_team_computes_the_same_bits()
    {
        HasSameBitsOnAnyTeam(Thin(Plain), 4001);
        foreach (OracleLoss loss in All) HasSameBitsOnAnyTeam(Wide(loss), 301);
    }

    [Fact]
    public void A_NaN_reaches_the_loss()
    {
        foreach (OracleLoss loss in All)
        {
            PassesNaN(Hidden(loss, 9));
            PassesNaN(Last(loss, 33));
            PassesNaN(Wide(loss));
        }
    }

    /// <summary>The loss and its gradient by the scores, for one sample of 4 scores that a test chooses.</summary>
    private protected (float Loss, double[] Gradient) At(OracleLoss loss, float[] scores, float[]? targets = null, int label = 0)
    {
        // The only input is 1, so the weights are the scores and their gradient is that of the scores.
        Network network = Create(Identity(loss, 4));
        network.SetParameter("dense1.weight", scores);
        Batch batch = network.Batch([1f], targets, [label]);
        float value = network.Instance.Gradient(batch);
        Assert.Equal(Bits([value]), Bits([network.Instance.Loss(batch)]));
        return (value, network.Gradient("dense1.weight"));
    }

    /// <summary>The prediction for 4 scores that a test chooses.</summary>
    private protected float[] PredictionAt(OracleLoss loss, params float[] scores)
    {
        Network network = Create(Identity(loss, 4));
        network.SetParameter("dense1.weight", scores);
        return network.Predict([1f]);
    }

    private protected static void Close(double[] expected, double[] actual, double tolerance = 1e-6)
        => Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, tolerance));

    private OracleNetwork Hidden(OracleLoss loss, int n)
        => new(n, loss, new OracleDense(n), new OracleElementwise("Tanh", Math.Tanh), new OracleDense(Math.Max(n, FewestOutputs)));

    private static OracleNetwork Last(OracleLoss loss, int n) => new(3, loss, new OracleDense(n));

    private static OracleNetwork Wide(OracleLoss loss) => new(5, loss, new OracleDense(20), new OracleElementwise("Tanh", Math.Tanh), new OracleDense(130));

    private static OracleNetwork Thin(OracleLoss loss) => new(13, loss, new OracleDense(17), new OracleElementwise("Tanh", Math.Tanh), new OracleDense(3));

    private static OracleNetwork Identity(OracleLoss loss, int n) => new(1, loss, new OracleDense(n, "Bias = false"));
}
