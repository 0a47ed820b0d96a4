using NeuralNet.Gen.Generator.Tests.Fixtures;

namespace NeuralNet.Gen.Generator.Tests.Ops;

public sealed class Relu6Tests : ElementwiseTests
{
    private protected override OracleLayer Plain => new OracleElementwise("Relu6", x => Math.Min(Math.Max(x, 0), 6), kink: 0, secondKink: 6);
}
