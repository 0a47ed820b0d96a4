using NeuralNet.Gen.Generator.Passes;
using NeuralNet.Gen.Generator.Tests.Fixtures;
using NeuralNet.Gen.Generator.Tests.Interpreter;

namespace NeuralNet.Gen.Generator.Tests.Passes;

/// <summary>Networks of few channels, which train with sixteen samples side by side: gradients against the interpreter, with whole and broken blocks of samples.</summary>
public sealed class LaySamplesInLanesTests
{
    // Smooth functions where windows lie in padding alone: differences would meet the kink of a rectifier there.
    // Padding, strides, windows that leave places over, channels 1 to 7, a tower of three, both poolings, a residual, a normalisation, a mask.
    [Theory]
    [InlineData("[Input(1, 9, 8)] [Conv2d(3, 3, Padding = 1), Relu, MaxPool2d(2)] [Conv2d(5, 2), Tanh, AvgPool2d(2)] [Flatten, Dense(3)]")]
    [InlineData("[Input(2, 8, 11)] [Conv2d(4, 3, Stride = 2, Padding = 1), BatchNorm, Relu] [Conv2d(7, 3, Padding = 2), Sigmoid] [Flatten, Dense(3)]")]
    [InlineData("[Input(2, 10, 9)] [Conv2d(3, 4, Stride = 3), Gelu] [Conv2d(2, 2, Stride = 2, Padding = 1)] [Flatten, Dense(3)]")]
    [InlineData("[Input(3, 17)] [Conv1d(6, 5, Padding = 2), Tanh] [Conv1d(6, 3, Padding = 1), Sigmoid] [Conv1d(5, 2)] [Flatten, Dense(3)]")]
    [InlineData("[Input(1, 4, 5, 3)] [Conv3d(2, 2, Padding = 1), Tanh] [Conv3d(3, 2)] [Flatten, Dense(3)]")]
    public void Gradients_are_those_of_the_interpreter(string layers)
    {
        var net = new InterpretedNetwork($"using NeuralNet.Gen;\n[Network] {layers} [SoftmaxCrossEntropy] public sealed partial class Net;");
        net.Disturb(2);
        foreach (int count in (int[])[2, 16, 19]) net.Check(count, most: 5);
    }

    [Fact]
    public void Branches_and_shared_weights_stay_side_by_side()
    {
        var net = new InterpretedNetwork("""
            using NeuralNet.Gen; using static NeuralNet.Gen.Functional;
            [Network] public sealed partial class Net
            {
                static Tensor Forward([Shape(1, 7, 6)] Tensor x)
                {
                    x = x.Conv2d(4, kernel: 3, padding: 1).Tanh();
                    var shared = new Conv2d(4, kernel: 3, padding: 1);
                    Tensor y = shared.Of(shared.Of(x).Tanh()) + x;
                    y = Concat([y, y.Sigmoid() * x], 1);
                    return y.Conv2d(3, kernel: 2, stride: 2).GlobalAvgPool().Dense(3);
                }

                static Scalar Loss(Tensor y, Tokens label) => CrossEntropy(y, label);
            }
            """);
        foreach (int count in (int[])[3, 17]) net.Check(count, most: 5);
    }

    // What joins numbers side by side with numbers apart: extremes over all dimensions, whose gradient divides one by the other, and dimensions of 1 that reductions leave.
    [Theory]
    [InlineData("return x.Conv2d(1, kernel: 2, stride: 3, padding: 1).Min(2, false).Flatten().Dense(3);", "5, 2")]
    [InlineData("return Concat([x.Flatten(), x.Conv2d(2, kernel: 2, same: true).Max([1, 2, 3], false).Unsqueeze(1)]).Dense(3);", "4, 3")]
    [InlineData("Tensor y = x.Conv2d(3, kernel: 3), mean = x.Mean([1, 2, 3], true); return Where(y > mean, y, mean).Flatten().Dense(3);", "4, 5")]
    public void Samples_apart_and_side_by_side_meet(string body, string size)
    {
        var net = new InterpretedNetwork($$"""
            using NeuralNet.Gen; using static NeuralNet.Gen.Functional;
            [Network] public sealed partial class Net
            {
                static Tensor Forward([Shape(3, {{size}})] Tensor x) { {{body}} }

                static Scalar Loss(Tensor y, Tokens label) => CrossEntropy(y, label);
            }
            """);
        foreach (int count in (int[])[3, 17]) net.Check(count, most: 5);
    }

    [Fact]
    public void Operations_are_those_of_the_network()
    {
        // LeNet-5 (LeCun et al., 1998), every map of the second layer joined to all of the first: multiply-adds of its layers. The first has no gradient of its input.
        NetworkInfo info = new InterpretedNetwork("""
            using NeuralNet.Gen;
            [Network]
            [Input(1, 28, 28)]
            [Conv2d(6, 5, Padding = 2), Relu, MaxPool2d(2)]
            [Conv2d(16, 5), Relu, MaxPool2d(2)]
            [Flatten, Dense(120), Relu, Dense(84), Relu, Dense(10)]
            [SoftmaxCrossEntropy]
            public sealed partial class Net;
            """).Network.Info;
        const int First = 117_600, Rest = 240_000 + 48_000 + 10_080 + 840;
        Assert.Equal(2 * (First + Rest), info.ForwardFlops);
        Assert.Equal(2 * ((2 * First) + (3 * Rest)), info.GradientFlops);
    }

    [Fact]
    public void Small_convolutions_take_the_pass_and_wide_ones_do_not()
    {
        Assert.Contains("LaneConvWeight_", Kernels("[Input(1, 12, 12)] [Conv2d(6, 3)] [Conv2d(6, 3)] [Flatten, Dense(3)]"), StringComparison.Ordinal);
        Assert.DoesNotContain("LaneConv", Kernels("[Input(3, 12, 12)] [Conv2d(16, 3, Padding = 1)] [Conv2d(16, 3, Padding = 1)] [Flatten, Dense(3)]"), StringComparison.Ordinal);

        static string Kernels(string layers)
            => string.Concat(GeneratorRun.Of($"using NeuralNet.Gen;\n[Network] {layers} [SoftmaxCrossEntropy] public sealed partial class Net;").Sources.Values);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(67)]
    public void Teams_give_the_same_bits(int count)
    {
        var net = new InterpretedNetwork("using NeuralNet.Gen;\n[Network] [Input(1, 11, 11)] [Conv2d(5, 3, Padding = 1), Relu, MaxPool2d(2)] [Conv2d(7, 3, Padding = 1), Relu] [Flatten, Dense(10)] [SoftmaxCrossEntropy] public sealed partial class Net;");
        Batch batch = net.RandomBatch(count, 3);
        float loss = net.Network.Instance.Gradient(batch);
        float[] alone = net.Network.Instance.Gradients.ToArray();
        Assert.Equal(loss, net.Network.Instance.Loss(batch));
        for (int threads = 2; threads <= 3; threads++)
        {
            using var team = new ThreadTeam(threads);
            Assert.Equal(loss, net.Network.Instance.Gradient(batch, team));
            Assert.Equal(alone, net.Network.Instance.Gradients.ToArray());
        }
    }

    [Fact]
    public void Samples_without_a_lane_of_their_own_leave_no_trace()
    {
        // A large batch first, then a small one in the same memory: what lies in the lanes behind it must not matter.
        const string Source = "using NeuralNet.Gen;\n[Network] [Input(1, 8, 8)] [Conv2d(3, 3), Relu] [Conv2d(5, 3)] [Flatten, Dense(4)] [SoftmaxCrossEntropy] public sealed partial class Net;";
        InterpretedNetwork used = new(Source), fresh = new(Source);
        Batch large = used.RandomBatch(32, 1), small = used.RandomBatch(3, 2);
        large.Floats(0).Fill(float.PositiveInfinity);
        Assert.False(float.IsFinite(used.Network.Instance.Gradient(large)));
        Assert.Equal(fresh.Network.Instance.Gradient(small), used.Network.Instance.Gradient(small));
        Assert.Equal(fresh.Network.Instance.Gradients.ToArray(), used.Network.Instance.Gradients.ToArray());
    }
}
