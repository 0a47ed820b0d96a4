using Compare.Peer;
using TorchSharp;
using static TorchSharp.torch.nn;

namespace Compare;

/// <summary>The same network as an eager TorchSharp module.</summary>
internal sealed partial class TinyMlpWorkload
{
    public override IContestant CreateTorch()
        => new TorchContestant(
            new TorchMlp(),
            _network,
            torch.tensor(_features, [BatchSize, 4]),
            torch.tensor(Array.ConvertAll(_labels, label => (long)label)));

    private sealed class TorchMlp : Module<torch.Tensor, torch.Tensor>
    {
        private readonly Module<torch.Tensor, torch.Tensor> dense1 = Linear(4, 16);
        private readonly Module<torch.Tensor, torch.Tensor> dense2 = Linear(16, 16);
        private readonly Module<torch.Tensor, torch.Tensor> dense3 = Linear(16, 3);

        public TorchMlp() : base(nameof(TinyMlp)) => RegisterComponents();

        public override torch.Tensor forward(torch.Tensor x)
            => dense3.forward(functional.relu(dense2.forward(functional.relu(dense1.forward(x)))));
    }
}
