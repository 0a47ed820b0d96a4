using Compare.Peer;
using NeuralNet.Gen;
using TorchSharp;
using TorchSharp.Modules;
using static NeuralNet.Gen.Functional;
using static TorchSharp.torch.nn;

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

    private static NeuralNet.Gen.Scalar Loss(Tensor scores, Tokens labels) => CrossEntropy(scores, labels);
}

/// <summary>ResNet-8 of 16, 32 and 64 channels on 32 × 32 pixels, batch 32: convolutions with normalisation over the batch between them.</summary>
internal sealed class ResNetWorkload : Workload
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

    public override IContestant CreatePeer()
        => new TorchContestant(
            new TorchResNet(),
            _network,
            torch.tensor(_images, [BatchSize, 3, 32, 32]),
            torch.tensor(Array.ConvertAll(_labels, label => (long)label)));

    private sealed class TorchResNet : Module<torch.Tensor, torch.Tensor>
    {
        private readonly Module<torch.Tensor, torch.Tensor> conv2d = Conv2d(3, 16, 3, padding: 1, bias: false);
        private readonly Module<torch.Tensor, torch.Tensor> batchNorm = BatchNorm2d(16);
        private readonly ModuleList<Module<torch.Tensor, torch.Tensor>> block = [new Block(16, 16, 1), new Block(16, 32, 2), new Block(32, 64, 2)];
        private readonly Module<torch.Tensor, torch.Tensor> dense = Linear(64, 10);

        public TorchResNet() : base(nameof(ResNet8)) => RegisterComponents();

        public override torch.Tensor forward(torch.Tensor x)
        {
            x = functional.relu(batchNorm.forward(conv2d.forward(x)));
            foreach (Module<torch.Tensor, torch.Tensor> one in block) x = one.forward(x);
            return dense.forward(x.mean([2, 3]));
        }
    }

    private sealed class Block : Module<torch.Tensor, torch.Tensor>
    {
        private readonly ModuleList<Module<torch.Tensor, torch.Tensor>> conv2d = [];
        private readonly ModuleList<Module<torch.Tensor, torch.Tensor>> batchNorm = [];

        public Block(int from, int channels, int stride) : base(nameof(Block))
        {
            conv2d.Add(Conv2d(from, channels, 3, stride, padding: 1, bias: false));
            conv2d.Add(Conv2d(channels, channels, 3, padding: 1, bias: false));
            if (stride > 1) conv2d.Add(Conv2d(from, channels, 1, stride, bias: false));
            for (int i = 0; i < conv2d.Count; i++) batchNorm.Add(BatchNorm2d(channels));
            RegisterComponents();
        }

        public override torch.Tensor forward(torch.Tensor x)
        {
            torch.Tensor y = functional.relu(batchNorm[0].forward(conv2d[0].forward(x)));
            y = batchNorm[1].forward(conv2d[1].forward(y));
            return functional.relu(y + (conv2d.Count == 2 ? x : batchNorm[2].forward(conv2d[2].forward(x))));
        }
    }
}
