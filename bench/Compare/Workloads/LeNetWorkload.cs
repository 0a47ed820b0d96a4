using NeuralNet.Gen;

namespace Compare;

/// <summary>LeNet-5 of samples/LeNet.</summary>
[Network]
[Input(1, 28, 28)]
[Conv2d(6, 5, Padding = 2), Relu, MaxPool2d(2)]
[Conv2d(16, 5), Relu, MaxPool2d(2)]
[Flatten]
[Dense(120), Relu]
[Dense(84), Relu]
[Dense(10)]
[SoftmaxCrossEntropy]
internal sealed partial class LeNet;

/// <summary>LeNet-5, batch 64: convolutions of so few channels that vectors and caches are hard to fill, pooling between them.</summary>
internal sealed partial class LeNetWorkload : Workload
{
    private readonly LeNet _network = new(Seed);
    private readonly float[] _images;
    private readonly int[] _labels;

    public LeNetWorkload()
    {
        _images = SyntheticData.Uniform(BatchSize * 784, Seed);
        _labels = SyntheticData.Labels(BatchSize, 10, Seed);
    }

    public override string Name => "lenet5-b64";

    public override int BatchSize => 64;

    public override INetwork Network => _network;

    public override float Step(Optimizer optimizer, ThreadTeam? team) => _network.Step(_images, _labels, optimizer, team);

    public override float Gradient(ThreadTeam? team) => _network.Gradient(_images, _labels, team);

    public override void Predict(Span<float> output, ThreadTeam? team) => _network.Predict(_images, output, team);

    public override void PredictOne(Span<float> output) => _network.Predict(_images.AsSpan(0, 784), output);
}
