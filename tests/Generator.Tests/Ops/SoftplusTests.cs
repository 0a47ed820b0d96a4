using NeuralNet.Gen.Generator.Tests.Fixtures;

namespace NeuralNet.Gen.Generator.Tests.Ops;

public sealed class SoftplusTests : ElementwiseTests
{
    private protected override OracleLayer Plain => new OracleElementwise("Softplus", OracleFunctions.Softplus);

    private protected override IReadOnlyList<OracleLayer> Others =>
    [
        new OracleElementwise("Softplus(2.5f)", x => OracleFunctions.Softplus(2.5 * x) / 2.5),
        new OracleElementwise("Softplus(0.3f)", x => OracleFunctions.Softplus(0.3f * x) / 0.3f),
    ];
}
