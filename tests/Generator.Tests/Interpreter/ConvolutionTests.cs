using NeuralNet.Gen.Generator.Tests.Fixtures;

namespace NeuralNet.Gen.Generator.Tests.Interpreter;

/// <summary>Convolutional layers, compiled and run, against the interpreter: odd sizes, strides, padding, dilation, groups.</summary>
public sealed class ConvolutionTests
{
    private const string Usings = "using NeuralNet.Gen; using static NeuralNet.Gen.Functional;\n";

    [Theory]
    [InlineData(1, 1, 5, 4, "Conv2d(3, kernel: 3)")]
    [InlineData(3, 2, 7, 6, "Conv2d(5, kernel: 3, padding: 1)")]
    [InlineData(2, 3, 9, 11, "Conv2d(17, kernel: 3, stride: 2, padding: 1)")]
    [InlineData(2, 4, 8, 9, "Conv2d(6, kernel: 3, stride: 3, dilation: 2, padding: 2)")]
    [InlineData(2, 4, 7, 7, "Conv2d(6, kernel: 2, groups: 2, bias: false)")]
    [InlineData(2, 5, 6, 6, "Conv2d(5, kernel: 3, padding: 1, groups: 5)")]
    [InlineData(2, 17, 6, 5, "Conv2d(17, kernel: 3, stride: 2, padding: 1, groups: 17)")]
    [InlineData(2, 3, 6, 5, "Conv2d(6, kernel: 3, groups: 3)")]
    [InlineData(3, 3, 5, 5, "Conv2d(33, kernel: 1)")]
    [InlineData(3, 3, 5, 6, "Conv2d(4, kernel: 1, stride: 2)")]
    [InlineData(1, 2, 9, 8, "Conv2d(3, kernel: 4, stride: 2, same: true)")]
    [InlineData(2, 2, 4, 4, "Conv2d(3, kernel: 4)")]
    [InlineData(2, 2, 9, 5, "Conv2d(3, (5, 2), (2, 1), (1, 0), (1, 2), 1, true, null)")]
    [InlineData(2, 2, 5, 4, "ConvTranspose2d(3, kernel: 3)")]
    [InlineData(2, 4, 5, 4, "ConvTranspose2d(6, kernel: 2, stride: 2, groups: 2)")]
    [InlineData(2, 2, 5, 4, "ConvTranspose2d(3, kernel: 3, stride: 2, padding: 1, outputPadding: 1)")]
    [InlineData(2, 2, 3, 4, "ConvTranspose2d(17, kernel: 3, stride: 2, dilation: 2, bias: false)")]
    [InlineData(2, 2, 7, 7, "MaxPool2d(2)")]
    [InlineData(2, 6, 4, 6, "MaxPool2d(2)")]
    [InlineData(2, 21, 6, 4, "MaxPool2d(2)")]
    [InlineData(2, 7, 7, 8, "MaxPool2d(2, stride: 3)")]
    [InlineData(2, 6, 5, 5, "MaxPool2d(3, stride: 1)")]
    [InlineData(2, 17, 7, 8, "MaxPool2d(3, stride: 2, padding: 1)")]
    [InlineData(2, 4, 12, 8, "MaxPool2d(4)")]
    [InlineData(2, 2, 6, 8, "MaxPool2d(3, stride: 2, ceilMode: true)")]
    [InlineData(4, 6, 4, 4, "AvgPool2d(2)")]
    [InlineData(2, 21, 7, 7, "AvgPool2d(3, stride: 2, countIncludePad: false)")]
    [InlineData(2, 3, 7, 8, "AvgPool2d(3, stride: 2, padding: 1)")]
    [InlineData(2, 16, 7, 8, "AvgPool2d(3, stride: 2, padding: 1, ceilMode: true, countIncludePad: false)")]
    [InlineData(2, 3, 6, 8, "AvgPool2d(3, stride: 2, padding: 1, ceilMode: true)")]
    [InlineData(2, 3, 7, 8, "AdaptiveAvgPool2d(3)")]
    [InlineData(2, 3, 6, 8, "AdaptiveAvgPool2d(2)")]
    [InlineData(2, 3, 7, 8, "AdaptiveMaxPool2d(3)")]
    [InlineData(3, 5, 3, 4, "UpsampleNearest(2)")]
    [InlineData(2, 3, 3, 4, "UpsampleBilinear(2)")]
    [InlineData(2, 2, 2, 3, "UpsampleBilinear(3)")]
    [InlineData(5, 3, 3, 2, "BatchNorm()")]
    [InlineData(4, 17, 2, 3, "BatchNorm(affine: false).Relu()")]
    [InlineData(9, 6, 3, 2, "BatchNorm(epsilon: 0.1f).Relu()")]
    public void Of_images(int batch, int channels, int height, int width, string layer) => Check(
        // Trained numbers stand before and behind the layer, so that both of its gradients are needed.
        $"static Tensor Forward([Shape({channels}, {height}, {width})] Tensor x) => x.Conv2d({channels}, kernel: 1).{layer}.Tanh().Flatten().Dense(2); static Scalar Loss(Tensor y, [Shape(2)] Tensor t) => MeanSquaredError(y, t);", batch);

    [Theory]
    [InlineData(1, 2, 7, "Conv1d(3, kernel: 3)")]
    [InlineData(3, 3, 9, "Conv1d(5, kernel: 2, dilation: 4, causal: true)")]
    [InlineData(2, 18, 9, "Conv1d(18, kernel: 3, stride: 2, padding: 1, groups: 18)")]
    [InlineData(2, 3, 6, "ConvTranspose1d(5, kernel: 4, stride: 3, padding: 1)")]
    [InlineData(2, 3, 9, "MaxPool1d(3, stride: 2)")]
    [InlineData(2, 3, 9, "AvgPool1d(2)")]
    [InlineData(2, 3, 7, "AdaptiveAvgPool1d(3)")]
    [InlineData(2, 3, 7, "AdaptiveMaxPool1d(2)")]
    [InlineData(2, 3, 5, "UpsampleNearest(3)")]
    public void Of_sequences(int batch, int channels, int time, string layer) => Check(
        $"static Tensor Forward([Shape({channels}, {time})] Tensor x) => x.Conv1d({channels}, kernel: 1).{layer}.Tanh().Flatten().Dense(2); static Scalar Loss(Tensor y, [Shape(2)] Tensor t) => MeanSquaredError(y, t);", batch);

    [Theory]
    [InlineData("Conv3d(3, kernel: 2, stride: 2, padding: 1)")]
    [InlineData("Conv3d(5, kernel: 3, groups: 1, same: true)")]
    public void Of_volumes(string layer) => Check(
        $"static Tensor Forward([Shape(2, 3, 4, 5)] Tensor x) => x.Conv3d(2, kernel: 1).{layer}.Tanh().Flatten().Dense(2); static Scalar Loss(Tensor y, [Shape(2)] Tensor t) => MeanSquaredError(y, t);", 2);

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void A_small_residual_network(int batch) => Check(
        """
        static Tensor Forward([Shape(1, 5, 5)] Tensor x)
        {
            x = x.Conv2d(2, kernel: 3, padding: 1, bias: false).BatchNorm().Relu();
            x = Block(x, 2, 1);
            x = Block(x, 3, 2);
            return x.GlobalAvgPool().Dense(3);
        }

        static Tensor Block(Tensor x, int channels, int stride)
        {
            Tensor y = x.Conv2d(channels, kernel: 3, stride: stride, padding: 1, bias: false).BatchNorm().Relu().Conv2d(channels, kernel: 3, padding: 1, bias: false).BatchNorm();
            Tensor shortcut = stride == 1 ? x : x.Conv2d(channels, kernel: 1, stride: stride, bias: false).BatchNorm();
            return (y + shortcut).Relu();
        }

        static Scalar Loss(Tensor y, Tokens label) => CrossEntropy(y, label);
        """, batch);

    [Fact]
    public void A_chain_of_attributes()
    {
        var net = new InterpretedNetwork("""
            using NeuralNet.Gen;
            [Network]
            [Input(2, 9, 7)]
            [Conv2d(5, 3, Padding = 1), BatchNorm, Relu, MaxPool2d(2)]
            [Conv2d(4, 2), Relu, AvgPool2d(2)]
            [Flatten, Dense(3)]
            [SoftmaxCrossEntropy]
            public sealed partial class Net;
            """);
        net.Disturb(2);
        net.Check(4);
    }

    [Fact]
    public void Their_operations_are_counted()
    {
        NetworkInfo info = new InterpretedNetwork(Declare("""
            static Tensor Forward([Shape(2, 5, 5)] Tensor x) => x.Conv2d(4, kernel: 3, padding: 1).Conv2d(6, kernel: 3, stride: 2, groups: 2).Flatten();

            static Scalar Loss(Tensor y, Tokens label) => CrossEntropy(y, label);
            """)).Network.Info;
        const int First = 2 * (5 * 5) * (3 * 3 * 2 * 4), Second = 2 * (2 * 2) * (3 * 3 * 2 * 6);
        Assert.Equal(First + Second, info.ForwardFlops);
        // The input of the first wants no gradient.
        Assert.Equal((2 * First) + (3 * Second), info.GradientFlops);
    }

    [Theory]
    [InlineData(3, 20, 67)]
    // Samples so large that a worker may take one alone; nothing in them is whole registers long.
    [InlineData(5, 43, 5)]
    public void Teams_and_batches_give_the_same_bits(int channels, int size, int count)
    {
        var net = new InterpretedNetwork(Declare($$"""
            static Tensor Forward([Shape({{channels}}, {{size}}, {{size}})] Tensor x)
            {
                x = x.Conv2d({{channels}}, kernel: 3, padding: 1).Sigmoid().MaxPool2d(2).BatchNorm();
                return x.Conv2d(32, kernel: 3, stride: 2, padding: 1).Relu().Conv2d(32, kernel: 3, padding: 1, groups: 32).Flatten().Dense(10);
            }

            static Scalar Loss(Tensor y, Tokens label) => CrossEntropy(y, label);
            """));
        Batch batch = net.RandomBatch(count, 3);
        float[] start = net.Network.Instance.State.ToArray();
        float loss = net.Network.Instance.Gradient(batch);
        float[] alone = [.. net.Network.Instance.Gradients, .. net.Network.Instance.State];
        var predicted = new float[count * 10];
        net.Network.Instance.Predict(batch, predicted);
        for (int threads = 2; threads <= 3; threads++)
        {
            using var team = new ThreadTeam(threads);
            start.CopyTo(net.Network.Instance.State);
            Assert.Equal(loss, net.Network.Instance.Gradient(batch, team));
            Assert.Equal(alone, (float[])[.. net.Network.Instance.Gradients, .. net.Network.Instance.State]);
            var again = new float[count * 10];
            net.Network.Instance.Predict(batch, again, team);
            Assert.Equal(predicted, again);
        }

        Batch one = net.RandomBatch(1, 1);
        batch.Floats(0)[((count - 1) * channels * size * size)..].CopyTo(one.Floats(0));
        var single = new float[10];
        net.Network.Instance.Predict(one, single);
        Assert.Equal(single, predicted[^10..]);
    }

    private static string Declare(string body) => $"{Usings}[Network] public sealed partial class Net {{ {body} }}";

    private static void Check(string body, int batch)
    {
        var net = new InterpretedNetwork(Declare(body));
        net.Disturb(2);
        net.Check(batch);
    }
}
