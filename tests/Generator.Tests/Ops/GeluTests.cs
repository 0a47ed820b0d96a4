using NeuralNet.Gen.Generator.Tests.Fixtures;

namespace NeuralNet.Gen.Generator.Tests.Ops;

public sealed class GeluTests : ElementwiseTests
{
    private protected override OracleLayer Plain =>
        // 1 + erf loses the digits of the far negative tail, where the value itself is small.
        new OracleElementwise("Gelu", x => x * OracleFunctions.NormalDistribution(x), absoluteError: 4e-7);
}
