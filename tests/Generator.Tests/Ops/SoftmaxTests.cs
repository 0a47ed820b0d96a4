using NeuralNet.Gen.Generator.Tests.Fixtures;

namespace NeuralNet.Gen.Generator.Tests.Ops;

public sealed class SoftmaxTests : ActivationTests
{
    private static readonly int[] Widths = [1, 2, 4, 5, 16, 17, 64, 65, 100, 130];

    private protected override OracleLayer Plain => new OracleSoftmax();

    private protected override IEnumerable<OracleNetwork> Networks => base.Networks.Concat(Widths.Select(Row));

    [Fact]
    public void Rows_of_any_width_have_the_values_of_the_oracle()
    {
        foreach (OracleNetwork oracle in Widths.Select(Row))
        {
            Network network = Create(oracle);
            OracleSamples samples = OracleSamples.Draw(oracle, 70, seed: 1);
            GradientCheck.Values($"{oracle}", network.Forward(samples.Inputs), oracle.Forward(samples.Inputs));
        }
    }

    [Theory]
    [InlineData(1e4f)]
    [InlineData(3e38f)]
    public void Huge_numbers_neither_overflow_nor_vanish(float huge)
    {
        foreach (OracleNetwork oracle in Widths.Where(w => w > 1).Select(Row))
        {
            Network network = Create(oracle);
            var row = new float[oracle.Inputs];

            row.AsSpan().Fill(-huge);
            Assert.All(network.Forward(row), p => Assert.Equal(1f / row.Length, p, 1e-7f));

            row.AsSpan().Fill(huge);
            Assert.All(network.Forward(row), p => Assert.Equal(1f / row.Length, p, 1e-7f));

            for (int largest = 0; largest < row.Length; largest++)
            {
                row.AsSpan().Fill(-huge);
                row[largest] = huge;
                float[] p = network.Forward(row);
                Assert.Equal(1f, p[largest]);
                Assert.Equal(1f, p.Sum());
            }
        }
    }

    private static OracleNetwork Row(int width) => new(width, null, new OracleSoftmax());
}
