using NeuralNet.Gen.Generator.Tests.Fixtures;

namespace NeuralNet.Gen.Generator.Tests.Ops;

public sealed class MishTests : ElementwiseTests
{
    private protected override OracleLayer Plain => new OracleElementwise("Mish", x => x * Math.Tanh(x > 30 ? x : x < -15 ? Math.Exp(x) - (Math.Exp(2 * x) / 2) : Math.Log(1 + Math.Exp(x))));
}
