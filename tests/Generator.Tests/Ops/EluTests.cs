using NeuralNet.Gen.Generator.Tests.Fixtures;

namespace NeuralNet.Gen.Generator.Tests.Ops;

public sealed class EluTests : ElementwiseTests
{
    private protected override OracleLayer Plain => new OracleElementwise("Elu", x => x > 0 ? x : OracleFunctions.Expm1(x));

    private protected override IReadOnlyList<OracleLayer> Others =>
    [
        new OracleElementwise("Elu(0.4f)", x => x > 0 ? x : 0.4f * OracleFunctions.Expm1(x), kink: 0),
    ];
}
