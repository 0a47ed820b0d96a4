namespace NeuralNet.Gen.Generator.Tests.Fixtures;

/// <summary>Compares a compiled network in float with the oracle in double.</summary>
internal static class GradientCheck
{
    /// <summary>Of a parameter in the central difference: truncation is below 1e-9, and double rounding below 1e-9, of what is compared.</summary>
    private const double Step = 1e-6;

    /// <summary>
    /// Outputs and losses: 1e-5 of the value, and 2e-6 of the largest value of the tensor, because a number near zero is a sum that cancels and
    /// carries the rounding errors of its terms.
    /// </summary>
    public static void Values(string what, ReadOnlySpan<float> actual, double[] expected) => Compare(what, actual, expected, 1e-5, 2e-6);

    /// <summary>
    /// Every parameter's gradient: 1e-4 of the value, and 1e-5 of the largest gradient of the tensor, because all elements of
    /// a tensor are sums over the same samples and round like the largest. Below 1e-9 the difference quotient itself is noise.
    /// </summary>
    public static void Gradients(OracleNetwork oracle, Network network, OracleSamples samples)
    {
        double[][] trace = oracle.Trace(samples.Inputs);
        for (int l = 0; l < oracle.Layers.Count; l++)
        {
            foreach (OracleParameter parameter in oracle.Layers[l].Parameters)
            {
                var expected = new double[parameter.Values.Length];
                for (int i = 0; i < expected.Length; i++)
                {
                    double value = parameter.Values[i], above = value + Step, below = value - Step;
                    parameter.Values[i] = above;
                    double more = oracle.LossFrom(l, trace[l], samples);
                    parameter.Values[i] = below;
                    double less = oracle.LossFrom(l, trace[l], samples);
                    parameter.Values[i] = value;
                    expected[i] = (more - less) / (above - below);
                }

                double[] actual = network.Gradient(parameter.Name);
                Compare($"gradient of {parameter.Name} of {oracle}, batch {samples.Count}", [.. actual.Select(a => (float)a)], expected, 1e-4, 1e-5);
            }
        }
    }

    private static void Compare(string what, ReadOnlySpan<float> actual, double[] expected, double relative, double ofLargest)
    {
        Assert.Equal(expected.Length, actual.Length);
        double floor = ofLargest * expected.Max(Math.Abs) + 1e-9;
        for (int i = 0; i < expected.Length; i++)
        {
            double error = Math.Abs(actual[i] - expected[i]), allowed = relative * Math.Abs(expected[i]) + floor;
            if (!(error <= allowed)) Assert.Fail($"{what}: element {i} is {actual[i]:G9}, expected {expected[i]:G12}; off by {error:G3}, allowed {allowed:G3}");
        }
    }
}
