namespace NeuralNet.Gen.Generator.Tests.Fixtures;

public sealed class SmokeTests
{
    [Fact]
    public void A_declared_network_compiles_without_a_warning_and_learns()
    {
        var run = GeneratorRun.Of("using NeuralNet.Gen;\n[Network, Input(5), Dense(7), Relu, Dense(3), SoftmaxCrossEntropy] public sealed partial class Net;");
        Assert.Empty(run.GeneratorDiagnostics);
        Assert.Empty(run.CompilerDiagnostics);
        Network network = Network.Create(run.Load(), "Net");
        Batch batch = network.Batch([1, 0, 0, 0, 2, 0, 1, 0, 3, 0, -1, 2, 1, 0, 1], labels: [0, 1, 2]);
        var adam = new Adam(1e-2f);
        float first = network.Instance.Gradient(batch);
        for (int i = 0; i < 200; i++)
        {
            network.Instance.Gradient(batch);
            adam.Step(network.Instance.Parameters, network.Instance.Gradients);
        }

        Assert.InRange(network.Instance.Loss(batch), 0f, first / 20);
    }
}
