using NeuralNet.Gen.Generator.Tests.Fixtures;

namespace NeuralNet.Gen.Generator.Tests.Ops;

/// <summary>The tests of an activation that is a function of each number alone.</summary>
public abstract class ElementwiseTests : ActivationTests
{
    [Fact]
    public void Every_float_that_occurs_has_the_right_value()
    {
        foreach (OracleLayer activation in Others.Prepend(Plain)) HasValuesOverTheWholeRange((OracleElementwise)activation);
    }

    /// <summary>
    /// The activation and nothing else. Allowed: 4 units in the last place of the argument, as far as these move the value, and 5 of the value.
    /// </summary>
    private void HasValuesOverTheWholeRange(OracleElementwise activation)
    {
        OracleNetwork oracle = Alone(activation);
        Network network = Create(oracle);
        var x = new List<float> { 0f, -0f, float.NaN, 1e4f, -1e4f, 1e-40f, -1e-40f };
        for (double magnitude = 1e-20; magnitude < 1e4; magnitude *= 1.03) x.AddRange([(float)magnitude, (float)-magnitude]);
        for (double place = -20; place < 20; place += 0.017) x.Add((float)place);
        while (x.Count % oracle.Inputs != 0) x.Add(float.NaN);
        float[] actual = network.Forward([.. x]);
        for (int i = 0; i < actual.Length; i++)
        {
            if (float.IsNaN(x[i]))
            {
                Assert.True(float.IsNaN(actual[i]), $"{activation} of NaN is {actual[i]}");
                continue;
            }

            const double ulp = 1.0 / (1 << 23);
            double expected = activation.At(x[i]), h = 1e-5 * Math.Abs(x[i]);
            double movement = h == 0 ? 0 : Math.Abs(activation.At(x[i] + h) - activation.At(x[i] - h)) / (2 * h) * Math.Abs(x[i]);
            double allowed = 4 * ulp * movement + 5 * ulp * Math.Abs(expected) + activation.AbsoluteError + 1.2e-38;
            Assert.True(Math.Abs(actual[i] - expected) <= allowed, $"{activation} of {x[i]:G9} is {actual[i]:G9}, expected {expected:G12}");
        }
    }
}
