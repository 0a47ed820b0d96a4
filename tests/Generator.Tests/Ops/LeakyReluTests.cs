using NeuralNet.Gen.Generator.Tests.Fixtures;

namespace NeuralNet.Gen.Generator.Tests.Ops;

public sealed class LeakyReluTests : ElementwiseTests
{
    private protected override OracleLayer Plain => new OracleElementwise("LeakyRelu", x => x < 0 ? 0.01f * x : x, kink: 0);

    private protected override IReadOnlyList<OracleLayer> Others =>
    [
        new OracleElementwise("LeakyRelu(0.3f)", x => x < 0 ? 0.3f * x : x, kink: 0),
        new OracleElementwise("LeakyRelu(-0.5f)", x => x < 0 ? -0.5f * x : x, kink: 0),
    ];
}
