using NeuralNet.Gen.Generator.Tests.Fixtures;

namespace NeuralNet.Gen.Generator.Tests.Ops;

public sealed class SigmoidTests : ElementwiseTests
{
    private protected override OracleLayer Plain => new OracleElementwise("Sigmoid", OracleFunctions.Sigmoid);
}
