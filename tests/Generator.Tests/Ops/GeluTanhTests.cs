using NeuralNet.Gen.Generator.Tests.Fixtures;

namespace NeuralNet.Gen.Generator.Tests.Ops;

public sealed class GeluTanhTests : ElementwiseTests
{
    private protected override OracleLayer Plain =>
        new OracleElementwise("Gelu(GeluForm.Tanh)", x => x / 2 * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x))), absoluteError: 1e-9);
}
