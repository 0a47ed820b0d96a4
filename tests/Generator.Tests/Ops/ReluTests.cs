using NeuralNet.Gen.Generator.Tests.Fixtures;

namespace NeuralNet.Gen.Generator.Tests.Ops;

public sealed class ReluTests : ElementwiseTests
{
    private protected override OracleLayer Plain => new OracleElementwise("Relu", x => x < 0 ? 0 : x, kink: 0);
}
