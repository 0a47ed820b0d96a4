using Compare.Peer;
using TorchSharp;
using static TorchSharp.torch.nn;

namespace Compare;

/// <summary>The same network as an eager TorchSharp module.</summary>
internal sealed partial class LstmWorkload
{
    public override IContestant CreateTorch()
        => new TorchContestant(
            new TorchLstm(),
            _network,
            torch.tensor(_images, [BatchSize, 28, 28]),
            torch.tensor(Array.ConvertAll(_labels, label => (long)label)));

    private sealed class TorchLstm : Module<torch.Tensor, torch.Tensor>
    {
        private readonly TorchSharp.Modules.LSTM lstm = LSTM(28, 128, batchFirst: true);
        private readonly Module<torch.Tensor, torch.Tensor> dense = Linear(128, 10);

        public TorchLstm() : base(nameof(LstmClassifier)) => RegisterComponents();

        public override torch.Tensor forward(torch.Tensor x)
        {
            (_, torch.Tensor hidden, _) = lstm.forward(x);
            return dense.forward(hidden[0]);
        }
    }
}
