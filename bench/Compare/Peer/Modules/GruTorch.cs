using Compare.Peer;
using TorchSharp;
using static TorchSharp.torch.nn;

namespace Compare;

/// <summary>The same network as an eager TorchSharp module.</summary>
internal sealed partial class GruWorkload
{
    public override IContestant CreateTorch()
        => new TorchContestant(
            new TorchGru(),
            _network,
            torch.tensor(_images, [BatchSize, 28, 28]),
            torch.tensor(Array.ConvertAll(_labels, label => (long)label)));

    private sealed class TorchGru : Module<torch.Tensor, torch.Tensor>
    {
        private readonly TorchSharp.Modules.GRU gru = GRU(28, 128, batchFirst: true);
        private readonly Module<torch.Tensor, torch.Tensor> dense = Linear(128, 10);

        public TorchGru() : base(nameof(GruClassifier)) => RegisterComponents();

        public override torch.Tensor forward(torch.Tensor x)
        {
            (_, torch.Tensor hidden) = gru.forward(x);
            return dense.forward(hidden[0]);
        }
    }
}
