using NeuralNet.Gen.Generator.Tests.Fixtures;

namespace NeuralNet.Gen.Generator.Tests.Interpreter;

/// <summary>Networks of so many products that these share tiles and drivers, which take their extents as arguments.</summary>
public sealed class SharedTilesTests
{
    private const string Widths = "5, 300, 7, 17, 257, 3, 33, 64, 9, 40, 272, 11, 256, 2";

    [Theory]
    [InlineData(1, "[Shape(6)]", "[Shape(2)]")]
    [InlineData(11, "[Shape(6)]", "[Shape(2)]")]
    // Sums over samples and places.
    [InlineData(3, "[Shape(3, 6)]", "[Shape(3, 2)]")]
    public void Give_what_the_interpreter_gives(int batch, string input, string target)
    {
        string source = $$"""
            using NeuralNet.Gen;
            using static NeuralNet.Gen.Functional;
            [Network]
            public sealed partial class Net
            {
                static Tensor Forward({{input}} Tensor x)
                {
                    foreach (int width in new[] { {{Widths}} }) x = x.Dense(width).Tanh() * 1.5f;
                    return x;
                }

                static Scalar Loss(Tensor y, {{target}} Tensor t) => MeanSquaredError(y, t);
            }
            """;
        Assert.Contains("Tile_", GeneratorRun.Of(source).Sources["Net.Kernels.g.cs"], StringComparison.Ordinal);
        var net = new InterpretedNetwork(source);
        net.Disturb(2);
        net.Check(batch, most: 6);
        Batch numbers = net.RandomBatch(70, 3);
        float loss = net.Network.Instance.Gradient(numbers);
        float[] alone = net.Network.Instance.Gradients.ToArray();
        using var team = new ThreadTeam(3);
        Assert.Equal(loss, net.Network.Instance.Gradient(numbers, team));
        Assert.Equal(alone, net.Network.Instance.Gradients.ToArray());
    }
}
