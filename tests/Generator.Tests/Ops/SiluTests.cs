using NeuralNet.Gen.Generator.Tests.Fixtures;

namespace NeuralNet.Gen.Generator.Tests.Ops;

public sealed class SiluTests : ElementwiseTests
{
    private protected override OracleLayer Plain => new OracleElementwise("Silu", x => x * OracleFunctions.Sigmoid(x));
}
