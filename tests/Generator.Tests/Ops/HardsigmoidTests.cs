using NeuralNet.Gen.Generator.Tests.Fixtures;

namespace NeuralNet.Gen.Generator.Tests.Ops;

public sealed class HardsigmoidTests : ElementwiseTests
{
    private protected override OracleLayer Plain => new OracleElementwise("Hardsigmoid", x => Math.Min(Math.Max(x + 3, 0), 6) / 6, kink: -3, absoluteError: 1e-7, secondKink: 3);
}
