using NeuralNet.Gen.Generator.Tests.Fixtures;

namespace NeuralNet.Gen.Generator.Tests.Ops;

public sealed class LogSoftmaxTests : ActivationTests
{
    private protected override OracleLayer Plain => new OracleLogSoftmax();
}
