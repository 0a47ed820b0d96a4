using Compare.Peer;
using NeuralNet.Gen;
using TorchSharp;
using static TorchSharp.torch.nn;

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
internal sealed class LeNetWorkload : Workload
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

    public override IContestant CreatePeer()
        => new TorchContestant(
            new TorchLeNet(),
            _network,
            torch.tensor(_images, [BatchSize, 1, 28, 28]),
            torch.tensor(Array.ConvertAll(_labels, label => (long)label)));

    private sealed class TorchLeNet : Module<torch.Tensor, torch.Tensor>
    {
        private readonly Module<torch.Tensor, torch.Tensor> conv2d1 = Conv2d(1, 6, 5, padding: 2);
        private readonly Module<torch.Tensor, torch.Tensor> conv2d2 = Conv2d(6, 16, 5);
        private readonly Module<torch.Tensor, torch.Tensor> dense1 = Linear(400, 120);
        private readonly Module<torch.Tensor, torch.Tensor> dense2 = Linear(120, 84);
        private readonly Module<torch.Tensor, torch.Tensor> dense3 = Linear(84, 10);

        public TorchLeNet() : base(nameof(LeNet)) => RegisterComponents();

        public override torch.Tensor forward(torch.Tensor x)
        {
            x = functional.max_pool2d(functional.relu(conv2d1.forward(x)), 2);
            x = functional.max_pool2d(functional.relu(conv2d2.forward(x)), 2);
            return dense3.forward(functional.relu(dense2.forward(functional.relu(dense1.forward(x.flatten(1))))));
        }
    }
}
