using NeuralNet.Gen.Generator.Tests.Fixtures;

namespace NeuralNet.Gen.Generator.Tests.Ops;

public sealed class TanhTests : ElementwiseTests
{
    private protected override OracleLayer Plain => new OracleElementwise("Tanh", Math.Tanh);
}
