namespace NeuralNet.Gen.Generator.Tests.Fixtures;

/// <summary>Inputs and targets, one sample after another.</summary>
internal sealed record OracleSamples(int Count, float[] Inputs, float[]? Targets, int[]? Labels)
{
    /// <summary>How far every argument stays from a kink: farther than a central difference or float rounding can carry it.</summary>
    public const double KinkMargin = 1e-3;

    private static readonly float[] Scales = [1f, 0.2f, 3f, 1f, 8f];

    /// <summary>
    /// Draws samples of several magnitudes. A sample that brings an argument of any layer, or of the loss, within <see cref="KinkMargin"/> of a
    /// kink is drawn again, so that the derivative exists everywhere around and float arithmetic is on the same side as double.
    /// </summary>
    public static OracleSamples Draw(OracleNetwork network, int count, int seed)
    {
        var random = new Random(seed);
        var inputs = new float[count * network.Inputs];
        bool labelled = network.Loss is { HasLabels: true };
        float[]? targets = network.Loss is null || labelled ? null : new float[count * network.Outputs];
        int[]? labels = labelled ? new int[count] : null;
        for (int s = 0; s < count; s++)
        {
            for (int attempt = 0; ; attempt++)
            {
                Assert.True(attempt < 10_000, $"{network} has a kink near every sample");
                Span<float> input = inputs.AsSpan(s * network.Inputs, network.Inputs);
                foreach (ref float x in input) x = Scales[s % Scales.Length] * (float)(random.NextDouble() * 3 - 1.5);
                if (targets is not null)
                {
                    foreach (ref float t in targets.AsSpan(s * network.Outputs, network.Outputs)) t = network.Loss!.DrawTarget(random);
                }

                if (labels is not null) labels[s] = random.Next(network.Outputs);
                if (DistanceOf(network, input, targets, labels, s) >= KinkMargin) break;
            }
        }

        return new OracleSamples(count, inputs, targets, labels);
    }

    /// <summary>The first samples.</summary>
    public OracleSamples Take(int count) => new(
        count, Inputs[..(Inputs.Length / Count * count)], Targets?[..(Targets.Length / Count * count)], Labels?[..count]);

    public Batch In(Network network) => network.Batch(Inputs, Targets, Labels);

    private static double DistanceOf(OracleNetwork network, ReadOnlySpan<float> input, float[]? targets, int[]? labels, int sample)
    {
        var kinks = new KinkDistance();
        double[] output = network.Trace(input, kinks)[^1];
        network.Loss?.Of(output, targets is null ? default : targets.AsSpan(sample * network.Outputs, network.Outputs), labels is null ? -1 : labels[sample], kinks);
        return kinks.Least;
    }
}
