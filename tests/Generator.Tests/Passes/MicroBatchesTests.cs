using NeuralNet.Gen.Generator.Tests.Fixtures;
using NeuralNet.Gen.Generator.Tests.Interpreter;

namespace NeuralNet.Gen.Generator.Tests.Passes;

/// <summary>Networks whose samples are so large that a batch is taken in turns: the sums go on where they stopped, so neither values nor bits depend on the turns.</summary>
public sealed class MicroBatchesTests
{
    // Rows and columns that no tile divides (5, 19, 33), an embedding, a bias, a normalisation, dropout, and a loss with labels: every sum over the batch that can go on.
    private const string Sequence = """
        using NeuralNet.Gen; using static NeuralNet.Gen.Functional;
        [Network] public sealed partial class Net
        {
            static Tensor Forward([Shape(600)] Tokens text)
            {
                var table = new Embedding(7, 5);
                Tensor x = table.Of(text);
                x = x.Dense(33).Tanh().Dropout(0.25f).Dense(19).LayerNorm().Gelu().Dense(5);
                return table.Decode(x.Sigmoid());
            }

            static Scalar Loss(Tensor y, [Shape(600)] Tokens label) => CrossEntropy(y, label);
        }
        """;

    [Fact]
    public void Large_samples_come_in_turns_and_small_ones_do_not()
    {
        Assert.Contains("samplesAtATime: 8", Programs(Sequence), StringComparison.Ordinal);
        Assert.Contains("_On(", Programs(Sequence), StringComparison.Ordinal);
        Assert.DoesNotContain("samplesAtATime", Programs("using NeuralNet.Gen;\n[Network] [Input(784)] [Dense(512), Relu] [Dense(10)] [SoftmaxCrossEntropy] public sealed partial class Net;"), StringComparison.Ordinal);
    }

    [Fact]
    public void Statistics_over_the_batch_forbid_turns()
        => Assert.DoesNotMatch(@"class GradientProgram\(\) : NetworkProgram\(.*samplesAtATime", Programs("using NeuralNet.Gen;\n[Network] [Input(3, 32, 32)] [Conv2d(16, 3, Padding = 1), BatchNorm, Relu] [Conv2d(16, 3, Padding = 1), BatchNorm, Relu] [Flatten, Dense(10)] [SoftmaxCrossEntropy] public sealed partial class Net;"));

    [Fact]
    public void Gradients_of_several_turns_are_those_of_the_interpreter()
    {
        var net = new InterpretedNetwork(Sequence.Replace(".Dropout(0.25f)", "", StringComparison.Ordinal).Replace("600", "220", StringComparison.Ordinal).Replace("Dense(33)", "Dense(91)", StringComparison.Ordinal));
        // 16 samples at a time: one turn, two with a short last one, three.
        foreach (int count in (int[])[3, 19, 35]) net.Check(count, most: 6);
    }

    [Theory]
    [InlineData(9)]
    [InlineData(29)]
    public void Turns_change_no_bit(int count)
    {
        // A team has more samples in memory: three threads of 8 take in one turn what one thread takes in several.
        var net = new InterpretedNetwork(Sequence);
        Batch batch = net.RandomBatch(count, 5);
        float[] alone = Run(null, out float loss, out float evaluated);
        for (int threads = 2; threads <= 4; threads++)
        {
            using var team = new ThreadTeam(threads);
            Assert.Equal(alone, Run(team, out float shared, out float sharedEvaluated));
            Assert.Equal(loss, shared);
            Assert.Equal(evaluated, sharedEvaluated);
        }

        float[] Run(ThreadTeam? team, out float trained, out float value)
        {
            net.Network.Instance.StepCount = 3;
            trained = net.Network.Instance.Gradient(batch, team);
            value = net.Network.Instance.Loss(batch, team);
            return net.Network.Instance.Gradients.ToArray();
        }
    }

    private static string Programs(string source) => string.Concat(GeneratorRun.Of(source).Sources.Values);
}
