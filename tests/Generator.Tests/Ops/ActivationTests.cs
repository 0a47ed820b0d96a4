using NeuralNet.Gen.Generator.Tests.Fixtures;

namespace NeuralNet.Gen.Generator.Tests.Ops;

/// <summary>The tests of an activation: between dense layers, as the last layer, on the raw input, in a chain and in a wide network.</summary>
public abstract class ActivationTests : NetworkTests
{
    /// <summary>The activation in its plain form, which goes through every size.</summary>
    private protected abstract OracleLayer Plain { get; }

    /// <summary>The activation with other arguments, which change no loop; these go through a few sizes.</summary>
    private protected virtual IReadOnlyList<OracleLayer> Others => [];

    private protected override IEnumerable<OracleNetwork> Networks =>
        ((int[])[1, 7, 8, 9, 17]).SelectMany(n => (OracleNetwork[])[Hidden(Plain, n), Final(Plain, n)])
        .Concat([Chain(Plain), Wide(Plain), Thin(Plain), OnInput(Plain), Alone(Plain)])
        .Concat(Others.SelectMany(o => (OracleNetwork[])[Hidden(o, 9), Final(o, 9), Alone(o)]));

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(17)]
    public void Values_and_gradients_are_those_of_the_oracle(int size)
    {
        foreach (OracleLayer activation in size == 9 ? [Plain, .. Others] : (OracleLayer[])[Plain])
        {
            AgreesWithOracle(Hidden(activation, size), 1, 3, 64);
            AgreesWithOracle(Final(activation, size), 1, 3, 64);
        }
    }

    [Fact]
    public void Values_and_gradients_are_those_of_the_oracle_around_whole_registers() => AgreesWithOracle(Chain(Plain), 1, 5);

    [Fact]
    public void Values_and_gradients_are_those_of_the_oracle_in_a_wide_network() => AgreesWithOracle(Wide(Plain), 2);

    [Fact]
    public void Values_and_gradients_are_those_of_the_oracle_on_the_raw_input() => AgreesWithOracle(OnInput(Plain), 1, 3, 64);

    [Fact]
    public void A_sample_has_the_same_bits_alone_and_in_any_batch()
    {
        HasSameBitsInAnyBatch(Hidden(Plain, 17));
        HasSameBitsInAnyBatch(Final(Plain, 9));
        HasSameBitsInAnyBatch(Wide(Plain));
        HasSameBitsInAnyBatch(Alone(Plain));
    }

    [Fact]
    public void Any_team_computes_the_same_bits()
    {
        HasSameBitsOnAnyTeam(Thin(Plain), 4001);
        HasSameBitsOnAnyTeam(Wide(Plain), 67);
    }

    [Fact]
    public void A_NaN_reaches_the_loss()
    {
        PassesNaN(Hidden(Plain, 9));
        PassesNaN(Final(Plain, 17));
        PassesNaN(OnInput(Plain));
        foreach (OracleLayer other in Others) PassesNaN(Hidden(other, 9));
    }

    private static OracleNetwork Hidden(OracleLayer activation, int n) => new(n, OracleMeanLoss.Squared, new OracleDense(n), activation, new OracleDense(3));

    private static OracleNetwork Final(OracleLayer activation, int n) => new(n, OracleMeanLoss.Squared, new OracleDense(n), activation);

    /// <summary>Every width around one, two and three registers follows another.</summary>
    private static OracleNetwork Chain(OracleLayer activation) => new(
        15, OracleMeanLoss.Squared, new OracleDense(16), activation, new OracleDense(31), activation, new OracleDense(32), activation,
        new OracleDense(33), activation, new OracleDense(48), activation, new OracleDense(15), activation);

    /// <summary>Loops over rows, main tiles, overlapping tails, and rows of more than 64 columns.</summary>
    private static OracleNetwork Wide(OracleLayer activation)
        => new(33, new OracleSoftmaxCrossEntropy(), new OracleDense(130), activation, new OracleDense(70), activation, new OracleDense(19));

    /// <summary>Little work for a sample, so that a team works on thousands of samples.</summary>
    private static OracleNetwork Thin(OracleLayer activation) => new(13, OracleMeanLoss.Squared, new OracleDense(17), activation, new OracleDense(3));

    private static OracleNetwork OnInput(OracleLayer activation)
        => new(9, new OracleSoftmaxCrossEntropy(), activation, new OracleDense(17), activation, new OracleDense(5));

    private protected static OracleNetwork Alone(OracleLayer activation) => new(67, null, activation);
}
