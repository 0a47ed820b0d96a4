using NeuralNet.Gen;
using static NeuralNet.Gen.Functional;

namespace Compare;

/// <summary>The residual network of samples/ResNet on images of CIFAR's size: eight layers deep.</summary>
[Network]
internal sealed partial class ResNet8
{
    private static Tensor Forward([Shape(3, 32, 32)] Tensor image)
    {
        Tensor x = image.Conv2d(16, 3, padding: 1, bias: false).BatchNorm().Relu();
        x = Block(x, 16, stride: 1);
        x = Block(x, 32, stride: 2);
        x = Block(x, 64, stride: 2);
        return x.GlobalAvgPool().Dense(10);
    }

    private static Tensor Block(Tensor x, int channels, int stride)
    {
        Tensor y = x.Conv2d(channels, 3, stride, padding: 1, bias: false).BatchNorm().Relu();
        y = y.Conv2d(channels, 3, padding: 1, bias: false).BatchNorm();
        Tensor way = stride == 1 ? x : x.Conv2d(channels, 1, stride, bias: false).BatchNorm();
        return (y + way).Relu();
    }

    private static Scalar Loss(Tensor scores, Tokens labels) => CrossEntropy(scores, labels);
}

/// <summary>ResNet-8 of 16, 32 and 64 channels on 32 × 32 pixels, batch 32: convolutions with normalisation over the batch between them.</summary>
internal sealed partial class ResNetWorkload : Workload
{
    private const int Pixels = 3 * 32 * 32;

    private readonly ResNet8 _network = new(Seed);
    private readonly float[] _images;
    private readonly int[] _labels;

    public ResNetWorkload()
    {
        _images = SyntheticData.Uniform(BatchSize * Pixels, Seed);
        _labels = SyntheticData.Labels(BatchSize, 10, Seed);
    }

    public override string Name => "resnet8-32x32-b32";

    public override int BatchSize => 32;

    public override INetwork Network => _network;

    public override float Step(Optimizer optimizer, ThreadTeam? team) => _network.Step(_images, _labels, optimizer, team);

    public override float Gradient(ThreadTeam? team) => _network.Gradient(_images, _labels, team);

    public override void Predict(Span<float> output, ThreadTeam? team) => _network.Predict(_images, output, team);

    public override void PredictOne(Span<float> output) => _network.Predict(_images.AsSpan(0, Pixels), output);
}
