using NeuralNet.Gen;

namespace Compare;

/// <summary>The multilayer perceptron of the README at the size of MNIST.</summary>
[Network]
[Input(28 * 28)]
[Dense(512), Relu]
[Dense(256), Relu]
[Dense(10)]
[SoftmaxCrossEntropy]
internal sealed partial class MnistMlp;

/// <summary>784-512-256-10, batch 64: bound by matrix products, and by Adam's traffic over 535,818 parameters.</summary>
internal sealed partial class MnistMlpWorkload : Workload
{
    private readonly MnistMlp _network = new(Seed);
    private readonly float[] _images;
    private readonly int[] _labels;

    public MnistMlpWorkload()
    {
        _images = SyntheticData.Uniform(BatchSize * 784, Seed);
        _labels = SyntheticData.Labels(BatchSize, 10, Seed);
    }

    public override string Name => "mlp-784-512-256-10-b64";

    public override int BatchSize => 64;

    public override INetwork Network => _network;

    public override float Step(Optimizer optimizer, ThreadTeam? team) => _network.Step(_images, _labels, optimizer, team);

    public override float Gradient(ThreadTeam? team) => _network.Gradient(_images, _labels, team);

    public override void Predict(Span<float> output, ThreadTeam? team) => _network.Predict(_images, output, team);

    public override void PredictOne(Span<float> output) => _network.Predict(_images.AsSpan(0, 784), output);
}
