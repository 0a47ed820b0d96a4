using System.Globalization;
using NeuralNet.Gen.Generator.Tests.Fixtures;
using NeuralNet.Gen.Numerics;

namespace NeuralNet.Gen.Generator.Tests.Layers;

public sealed class DropoutTests : NetworkTests
{
    private const int Many = 4000;

    private static readonly int[] Sizes = [1, 7, 8, 9, 17, 33];

    private protected override IEnumerable<OracleNetwork> Networks =>
        [.. Sizes.Select(n => Between(n, 0.3f)), Between(17, 0f), Without(17), Twice(), OnInput(), Thin(), .. Probabilities.Select(Visible), Visible(0.5f, "Name = \"noise\"")];

    private static float[] Probabilities => [0.1f, 0.5f, 0.9f];

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(17)]
    [InlineData(33)]
    public void Gradients_are_those_of_the_oracle_under_the_same_mask(int size)
    {
        foreach (int batch in (int[])[1, 3, 64]) HasGradientsUnderMask(Between(size, 0.3f), batch, step: 5 + batch);
    }

    [Fact]
    public void Gradients_are_those_of_the_oracle_with_several_dropouts()
    {
        HasGradientsUnderMask(Twice(), 65, step: 0);
        HasGradientsUnderMask(OnInput(), 65, step: long.MaxValue - 1);
    }

    [Fact]
    public void Predictions_and_losses_know_no_dropout()
    {
        OracleNetwork with = Between(17, 0.3f), without = Without(17);
        Network noisy = Create(with), plain = Create(without);
        OracleSamples samples = OracleSamples.Draw(with, 70, seed: 1);
        Assert.Equal(plain.Instance.Parameters.ToArray(), noisy.Instance.Parameters.ToArray());
        Assert.Equal(Bits(plain.Forward(samples.Inputs)), Bits(noisy.Forward(samples.Inputs)));
        Assert.Equal(Bits(plain.Predict(samples.Inputs)), Bits(noisy.Predict(samples.Inputs)));
        Assert.Equal(Bits([plain.Instance.Loss(samples.In(plain))]), Bits([noisy.Instance.Loss(samples.In(noisy))]));
        Assert.NotEqual(plain.Instance.Gradient(samples.In(plain)), noisy.Instance.Gradient(samples.In(noisy)));
    }

    [Fact]
    public void Probability_zero_changes_no_bit()
    {
        OracleNetwork with = Between(17, 0f), without = Without(17);
        Network zero = Create(with), plain = Create(without);
        OracleSamples samples = OracleSamples.Draw(with, 70, seed: 1);
        Assert.Equal(Bits([plain.Instance.Gradient(samples.In(plain))]), Bits([zero.Instance.Gradient(samples.In(zero))]));
        Assert.Equal(Bits(plain.Instance.Gradients), Bits(zero.Instance.Gradients));
    }

    [Fact]
    public void Steps_count_gradients_and_only_these()
    {
        OracleNetwork oracle = Between(17, 0.3f);
        Network network = Create(oracle);
        Batch batch = OracleSamples.Draw(oracle, 8, seed: 1).In(network);
        network.Instance.StepCount = 41;
        network.Instance.Gradient(batch);
        network.Instance.Loss(batch);
        Assert.Equal(42, network.Instance.StepCount);
    }

    [Fact]
    public void The_same_seed_and_step_give_the_same_bits_and_others_do_not()
    {
        OracleNetwork oracle = Between(33, 0.3f);
        Batch? batch = null;
        uint[] first = Gradients(1, 5);
        Assert.Equal(first, Gradients(1, 5));
        Assert.NotEqual(first, Gradients(1, 6));
        Assert.NotEqual(first, Gradients(1, 5 + (1L << 32)));
        uint[] otherSeed = Gradients(2, 5);
        Assert.NotEqual(first, otherSeed);

        uint[] Gradients(ulong seed, long step)
        {
            Network network = Create(oracle, seed);
            batch ??= OracleSamples.Draw(oracle, 20, seed: 1).In(network);

            // Equal parameters, so that only the mask can make a difference.
            for (int i = 0; i < network.Instance.Parameters.Length; i++) network.Instance.Parameters[i] = MathF.Sin(i);
            network.Instance.StepCount = step;
            float loss = network.Instance.Gradient(batch);
            return Bits([loss, .. network.Instance.Gradients]);
        }
    }

    [Fact]
    public void Any_team_computes_the_same_bits() => HasSameBitsOnAnyTeam(Thin(), 4001);

    [Fact]
    public void A_NaN_reaches_the_loss() => PassesNaN(Between(17, 0.3f));

    /// <summary>Read from outside: with inputs of 1 into one output the weight's gradient is the mask times one number.</summary>
    [Fact]
    public void Masks_have_the_probability_and_scale_that_were_asked_for()
    {
        foreach (float probability in Probabilities)
        {
            bool[][] dropped = [.. Enumerable.Range(0, 6).Select(step => Dropped(Visible(probability), probability, seed: (ulong)(step / 3), step))];
            foreach (bool[] mask in dropped)
            {
                double deviation = Math.Sqrt(probability * (1 - probability) / Many);
                Assert.Equal(probability, mask.Count(d => d) / (double)Many, 5 * deviation);

                // Neighbours are independent.
                Assert.Equal(probability * probability, mask.Zip(mask.Skip(1)).Count(p => p.First && p.Second) / (double)(Many - 1), 5 * deviation);
            }

            for (int a = 0; a < dropped.Length; a++)
            {
                for (int b = 0; b < a; b++) Independent(dropped[a], dropped[b], probability);
            }
        }
    }

    [Fact]
    public void The_layers_name_keys_its_mask()
        => Independent(Dropped(Visible(0.5f), 0.5f, 1, 3), Dropped(Visible(0.5f, "Name = \"noise\""), 0.5f, 1, 3), 0.5f);

    private static void Independent(bool[] a, bool[] b, float probability)
    {
        double both = probability * probability, deviation = Math.Sqrt(both * (1 - both) / Many);
        Assert.Equal(both, a.Zip(b).Count(p => p.First && p.Second) / (double)Many, 5 * deviation);
    }

    private bool[] Dropped(OracleNetwork oracle, float probability, ulong seed, long step)
    {
        Network network = Create(oracle, seed);
        network.SetParameter("dense1.weight", new float[Many]);
        var ones = new float[Many];
        ones.AsSpan().Fill(1f);
        network.Instance.StepCount = step;
        network.Instance.Gradient(network.Batch(ones, [-1f]));

        // The output is 0 and the target -1: the gradient of each weight is twice its factor.
        double[] gradient = network.Gradient("dense1.weight");
        Assert.All(gradient, g => Assert.True(g == 0 || Math.Abs(g - 2 / (1 - (double)probability)) < 1e-5, $"a factor of {g / 2}"));
        return [.. gradient.Select(g => g == 0)];
    }

    private void HasGradientsUnderMask(OracleNetwork oracle, int count, long step)
    {
        const ulong seed = 12345;
        Network network = Create(oracle, seed);
        OracleSamples samples = OracleSamples.Draw(oracle, count, seed: 2);
        var dropouts = oracle.Layers.Select((layer, i) => (Layer: layer as OracleDropout, Width: oracle.WidthBefore(i))).Where(d => d.Layer is not null).ToArray();
        for (int i = 0; i < dropouts.Length; i++)
            dropouts[i].Layer!.Mask = Mask(count * dropouts[i].Width, dropouts[i].Layer!.Probability, seed, string.Create(CultureInfo.InvariantCulture, $"dropout{i + 1}"), (ulong)step);
        try
        {
            network.Instance.StepCount = step;
            float loss = network.Instance.Gradient(samples.In(network));
            GradientCheck.Values($"training loss of {oracle}, batch {count}", [loss], [oracle.LossOf(samples)]);
            GradientCheck.Gradients(oracle, network, samples);
        }
        finally
        {
            foreach (var dropout in dropouts) dropout.Layer!.Mask = null;
        }
    }

    /// <summary>The runtime's mask, keyed as documented: kind 2 in the top byte, FNV-1a of the layer's name below.</summary>
    private static unsafe float[] Mask(int length, float probability, ulong seed, string layer, ulong step)
    {
        uint hash = 2166136261;
        foreach (char c in layer) hash = unchecked((hash ^ c) * 16777619);
        var mask = new float[length];
        fixed (float* pointer = mask) DropoutMask.Fill(pointer, 0, length, probability, seed, 0x02000000 | (hash & 0xFFFFFF), step);
        return mask;
    }

    private static OracleElementwise Tanh => new("Tanh", Math.Tanh);

    private static OracleNetwork Between(int n, float probability)
        => new(n, OracleMeanLoss.Squared, new OracleDense(n), Tanh, new OracleDropout(probability), new OracleDense(3));

    private static OracleNetwork Without(int n) => new(n, OracleMeanLoss.Squared, new OracleDense(n), Tanh, new OracleDense(3));

    private static OracleNetwork Twice() => new(
        9, new OracleSoftmaxCrossEntropy(), new OracleDense(17), new OracleDropout(0.2f), Tanh, new OracleDense(33), Tanh, new OracleDropout(0.6f), new OracleDense(4));

    private static OracleNetwork OnInput() => new(9, new OracleSoftmaxCrossEntropy(), new OracleDropout(0.25f), new OracleDense(17), new OracleDropout(0.4f));

    private static OracleNetwork Thin() => new(13, OracleMeanLoss.Squared, new OracleDense(17), new OracleDropout(0.5f), Tanh, new OracleDense(3));

    private static OracleNetwork Visible(float probability) => Visible(probability, "");

    private static OracleNetwork Visible(float probability, string name)
        => new(Many, OracleMeanLoss.Squared, new OracleDropout(probability, name), new OracleDense(1, "Bias = false"));
}
