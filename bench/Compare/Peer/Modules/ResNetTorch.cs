using Compare.Peer;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace Compare;

/// <summary>The same network as an eager TorchSharp module.</summary>
internal sealed partial class ResNetWorkload
{
    public override IContestant CreateTorch()
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
