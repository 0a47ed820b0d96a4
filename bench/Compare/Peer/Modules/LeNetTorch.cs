using Compare.Peer;
using TorchSharp;
using static TorchSharp.torch.nn;

namespace Compare;

/// <summary>The same network as an eager TorchSharp module.</summary>
internal sealed partial class LeNetWorkload
{
    public override IContestant CreateTorch()
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
