using NeuralNet.Gen.Generator.Tests.Fixtures;

namespace NeuralNet.Gen.Generator.Tests.Layers;

public sealed class DenseTests : NetworkTests
{
    private static readonly int[] Sizes = [1, 7, 8, 9, 17];

    private protected override IEnumerable<OracleNetwork> Networks =>
        Sizes.SelectMany(i => Sizes.Select(o => Single(i, o, bias: true))).Concat(Sizes.Select(n => Single(n, 26 - n, bias: false))).Concat([Chain(true), Chain(false), Wide(), Panels(), LaidPanels(), LaidPanelsOfNarrowRows(), .. LaidParts, .. Packed, .. FewColumns, BehindMany]);

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(17)]
    public void Values_and_gradients_are_those_of_the_oracle(int inputs)
    {
        foreach (int outputs in Sizes) AgreesWithOracle(Single(inputs, outputs, bias: true), 1, 3, 64);
        AgreesWithOracle(Single(inputs, 26 - inputs, bias: false), 1, 3, 64);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Values_and_gradients_are_those_of_the_oracle_in_a_chain_of_odd_widths(bool bias) => AgreesWithOracle(Chain(bias), 1, 3, 17);

    [Fact]
    public void Values_and_gradients_are_those_of_the_oracle_in_wide_layers() => AgreesWithOracle(Wide(), 2);

    [Fact]
    public void Values_and_gradients_are_those_of_the_oracle_where_a_tile_lays_panels_for_the_others()
    {
        AgreesWithOracle(Panels(), 1, 3);
        AgreesWithOracle(LaidPanels(), 7, 13);
        AgreesWithOracle(LaidPanelsOfNarrowRows(), 64);
        // Six rows a tile, and one to five left.
        AgreesWithOracle(LaidPanelsOfNarrowRows(), 13, 14, 15, 16, 17);
        foreach (OracleNetwork network in LaidParts) AgreesWithOracle(network, 9);
    }

    [Fact]
    public void Values_and_gradients_are_those_of_the_oracle_where_lanes_are_rows()
    {
        foreach (OracleNetwork network in FewColumns) AgreesWithOracle(network, 1, 3, 65);
    }

    [Fact]
    public void A_batch_longer_than_a_panel_has_the_mean_of_its_samples_gradients()
    {
        OracleNetwork oracle = Panels();
        Network network = Create(oracle);
        OracleSamples samples = OracleSamples.Draw(oracle, 521, seed: 9);
        double[] mean = new double[network.Instance.Gradients.Length], size = new double[mean.Length];
        for (int s = 0; s < samples.Count; s++)
        {
            OracleSamples one = new(1, samples.Inputs[(s * oracle.Inputs)..((s + 1) * oracle.Inputs)], samples.Targets![(s * oracle.Outputs)..((s + 1) * oracle.Outputs)], null);
            network.Instance.Gradient(one.In(network));
            for (int i = 0; i < mean.Length; i++)
            {
                mean[i] += network.Instance.Gradients[i] / (double)samples.Count;
                size[i] += Math.Abs(network.Instance.Gradients[i] / (double)samples.Count);
            }
        }

        network.Instance.Gradient(samples.In(network));
        for (int i = 0; i < mean.Length; i++) Assert.Equal(mean[i], network.Instance.Gradients[i], 1e-5 * size[i] + 1e-9);
    }

    /// <summary>Difference quotients of so many weights would take minutes: the weights' gradient of one layer is Σ of input times 2 (output − target) / (samples · outputs).</summary>
    [Fact]
    public void Gradients_of_many_weights_are_those_of_the_formula()
    {
        foreach (OracleNetwork oracle in Packed)
        {
            Network network = Create(oracle);
            string weight = oracle.Layers[0].Parameters[0].Name;
            foreach (int count in (int[])[1, 9, 261])
            {
                OracleSamples samples = OracleSamples.Draw(oracle, count, seed: count);
                double[] outputs = oracle.Forward(samples.Inputs), expected = new double[oracle.Inputs * oracle.Outputs], size = new double[expected.Length];
                for (int s = 0; s < count; s++)
                {
                    for (int i = 0; i < oracle.Inputs; i++)
                    {
                        for (int o = 0; o < oracle.Outputs; o++)
                        {
                            double term = samples.Inputs[(s * oracle.Inputs) + i] * 2 * (outputs[(s * oracle.Outputs) + o] - samples.Targets![(s * oracle.Outputs) + o]) / (count * oracle.Outputs);
                            expected[(o * oracle.Inputs) + i] += term;
                            size[(o * oracle.Inputs) + i] += Math.Abs(term);
                        }
                    }
                }

                network.Instance.Gradient(samples.In(network));
                double[] actual = network.Gradient(weight);
                double floor = 1e-6 * expected.Max(Math.Abs);
                for (int i = 0; i < expected.Length; i++) Assert.True(Math.Abs(expected[i] - actual[i]) <= (1e-5 * size[i]) + floor, $"{oracle}, batch {count}, weight {i}: {actual[i]} instead of {expected[i]}");
            }
        }
    }

    /// <summary>Gradients that flow back through more weights than a cache takes: Σ of the outputs' gradients times the second layer's weights, times the first one's inputs. Four panels of samples at a time, fewer, and a last one cut short.</summary>
    [Fact]
    public void Gradients_behind_many_weights_are_those_of_the_formula()
    {
        OracleNetwork oracle = BehindMany;
        Network network = Create(oracle);
        oracle.Read(network);
        int hidden = oracle.WidthBefore(1);
        double[] weights = network.Parameter(oracle.Layers[1].Parameters[0].Name);
        foreach (int count in (int[])[1, 16, 33, 64, 85, 147])
        {
            OracleSamples samples = OracleSamples.Draw(oracle, count, seed: count);
            double[] outputs = oracle.Forward(samples.Inputs), expected = new double[oracle.Inputs * hidden], size = new double[expected.Length];
            for (int s = 0; s < count; s++)
            {
                for (int h = 0; h < hidden; h++)
                {
                    double back = 0;
                    for (int o = 0; o < oracle.Outputs; o++) back += weights[(o * hidden) + h] * 2 * (outputs[(s * oracle.Outputs) + o] - samples.Targets![(s * oracle.Outputs) + o]) / (count * oracle.Outputs);
                    for (int i = 0; i < oracle.Inputs; i++)
                    {
                        expected[(h * oracle.Inputs) + i] += back * samples.Inputs[(s * oracle.Inputs) + i];
                        size[(h * oracle.Inputs) + i] += Math.Abs(back * samples.Inputs[(s * oracle.Inputs) + i]);
                    }
                }
            }

            network.Instance.Gradient(samples.In(network));
            double[] actual = network.Gradient(oracle.Layers[0].Parameters[0].Name);
            double floor = 1e-6 * expected.Max(Math.Abs);
            for (int i = 0; i < expected.Length; i++) Assert.True(Math.Abs(expected[i] - actual[i]) <= (2e-5 * size[i]) + floor, $"batch {count}, weight {i}: {actual[i]} instead of {expected[i]}");
        }
    }

    [Fact]
    public void A_sample_has_the_same_bits_alone_and_in_any_batch()
    {
        HasSameBitsInAnyBatch(Single(17, 9, true));
        HasSameBitsInAnyBatch(Single(9, 17, false));
        HasSameBitsInAnyBatch(Single(7, 1, true));
        HasSameBitsInAnyBatch(Chain(true));
        HasSameBitsInAnyBatch(Wide());
        HasSameBitsInAnyBatch(LaidPanels());
        HasSameBitsInAnyBatch(LaidPanelsOfNarrowRows());
    }

    [Fact]
    public void Any_team_computes_the_same_bits()
    {
        HasSameBitsOnAnyTeam(Single(17, 17, true), 4001);
        HasSameBitsOnAnyTeam(Chain(true), 607);
        HasSameBitsOnAnyTeam(Wide(), 65);
        HasSameBitsOnAnyTeam(Panels(), 259);
        HasSameBitsOnAnyTeam(LaidPanels(), 259);
        HasSameBitsOnAnyTeam(LaidPanelsOfNarrowRows(), 259);
        // With five threads the last share of 25, 28 and 33 rows is less than a tile.
        foreach (OracleNetwork network in LaidParts) HasSameBitsOnAnyTeam(network, 1031, most: 5);
        foreach (OracleNetwork network in Packed) HasSameBitsOnAnyTeam(network, 261, most: 5);
        HasSameBitsOnAnyTeam(Single(144, 5, true), 4001);
        HasSameBitsOnAnyTeam(FewAfterMany, 607);
        HasSameBitsOnAnyTeam(BehindMany, 259, most: 5);
    }

    [Fact]
    public void A_NaN_reaches_the_loss()
    {
        PassesNaN(Single(9, 17, true));
        PassesNaN(Chain(false));
        PassesNaN(Panels());
    }

    private static OracleNetwork Single(int inputs, int outputs, bool bias) => new(inputs, OracleMeanLoss.Squared, Dense(outputs, bias));

    /// <summary>Narrow after wide and wide after narrow; gradients flow back through each.</summary>
    private static OracleNetwork Chain(bool bias) => new(
        7, OracleMeanLoss.Squared, Dense(17, bias), Dense(8, bias), Dense(9, bias), Dense(31, bias), Dense(2, bias), Dense(33, bias), Dense(16, bias), Dense(5, bias));

    private static OracleNetwork Wide() => new(65, OracleMeanLoss.Squared, Dense(97, true), Dense(48, false), Dense(129, true), Dense(3, true));

    /// <summary>Gradients of weights whose rows lie a power of two apart: rows that no tile divides.</summary>
    private static OracleNetwork Panels() => new(67, OracleMeanLoss.Squared, Dense(128, true));

    /// <summary>Products by rows whose weights have rows a power of two apart.</summary>
    private static OracleNetwork LaidPanels() => new(35, OracleMeanLoss.Squared, Dense(256, true), Dense(2, false));

    /// <summary>The same where rows lie 512 bytes apart, for which 256-bit registers alone have panels laid.</summary>
    private static OracleNetwork LaidPanelsOfNarrowRows() => new(67, OracleMeanLoss.Squared, Dense(128, true), Dense(2, false));

    /// <summary>Gradients of weights of few rows: whole tiles, what is left of them, and a share of a worker that is less than a tile.</summary>
    private static IEnumerable<OracleNetwork> LaidParts => [Single(24, 128, true), Single(25, 128, false), Single(28, 128, true), Single(33, 256, false)];

    /// <summary>Gradients of weights whose first factor is packed: at most 192 rows at a time, of which the last may be fewer than a tile, or tiles and a rest.</summary>
    private static IEnumerable<OracleNetwork> Packed => [Single(196, 256, true), Single(203, 384, false), Single(42, 256, true)];

    /// <summary>Gradients of weights whose few columns leave lanes to the rows: halves and wholes of tiles, and numbers of rows that keep lanes for the columns.</summary>
    private static IEnumerable<OracleNetwork> FewColumns =>
        [Single(64, 2, true), Single(64, 3, false), Single(80, 10, true), Single(96, 7, true), Single(112, 12, true), Single(144, 5, true), Single(84, 10, true), Single(64, 13, true), FewAfterMany];

    private static OracleNetwork FewAfterMany => new(30, OracleMeanLoss.Squared, Dense(176, true), Dense(10, true));

    private static OracleNetwork BehindMany => new(3, OracleMeanLoss.Squared, Dense(271, true), Dense(250, true));

    private static OracleDense Dense(int units, bool bias) => new(units, bias ? "" : "Bias = false");
}
