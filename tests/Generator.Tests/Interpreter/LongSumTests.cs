using NeuralNet.Gen.Generator.Tests.Fixtures;

namespace NeuralNet.Gen.Generator.Tests.Interpreter;

/// <summary>Gradients of weights are sums over all places of all sequences, which are taken some terms at a time where the tiles divide the weight.</summary>
public sealed class LongSumTests
{
    [Theory]
    [InlineData(6, "8, 32")]
    [InlineData(7, "16, 64")]
    [InlineData(20, "16, 33")]
    public void Values_whatever_the_number_of_terms(int batch, string sizes)
    {
        InterpretedNetwork net = Create(sizes);
        net.Disturb(1);
        net.Check(batch, most: 9);
    }

    [Fact]
    public void Teams_give_the_same_bits_as_one_chain_over_all_terms()
    {
        InterpretedNetwork net = Create("16, 64");
        Batch batch = net.RandomBatch(71, 1);
        net.Network.Instance.Gradient(batch);
        float[] alone = net.Network.Instance.Gradients.ToArray();
        for (int threads = 2; threads <= 3; threads++)
        {
            using var team = new ThreadTeam(threads);
            net.Network.Instance.Gradient(batch, team);
            Assert.Equal(alone, net.Network.Instance.Gradients.ToArray());
        }
    }

    // 43 places: 256 terms end inside a sample.
    private static InterpretedNetwork Create(string sizes)
    {
        string[] size = sizes.Split(", ");
        return new InterpretedNetwork(
            $"using NeuralNet.Gen; using static NeuralNet.Gen.Functional; [Network] public sealed partial class Net {{ static Tensor Forward([Shape(43, {size[0]})] Tensor x) => x.Dense({size[1]}).Tanh().Dense(32).Dense(3); static Scalar Loss(Tensor y, [Shape(43, 3)] Tensor t) => MeanSquaredError(y, t); }}");
    }
}
