using Compare.Peer;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace Compare;

/// <summary>The same network as an eager TorchSharp module.</summary>
internal sealed partial class CharGptWorkload
{
    public override IContestant CreateTorch()
        => new TorchContestant(
            new TorchGpt(),
            _network,
            torch.tensor(Array.ConvertAll(_text, token => (long)token), [BatchSize, CharGpt.Context]),
            torch.tensor(Array.ConvertAll(_next, token => (long)token), [BatchSize, CharGpt.Context]));

    private sealed class TorchGpt : Module<torch.Tensor, torch.Tensor>
    {
        private readonly TorchSharp.Modules.Embedding embedding = Embedding(CharGpt.Vocabulary, CharGpt.Width);
        private readonly TorchSharp.Modules.Embedding position = Embedding(CharGpt.Context, CharGpt.Width);
        private readonly ModuleList<Module<torch.Tensor, torch.Tensor>> block = [];
        private readonly Module<torch.Tensor, torch.Tensor> layerNorm = LayerNorm(CharGpt.Width);

        // Not a tensor by itself: a module takes such fields for buffers, which have counterparts.
        private readonly torch.Tensor[] _places = [torch.arange(CharGpt.Context)];

        public TorchGpt() : base(nameof(CharGpt))
        {
            for (int i = 0; i < CharGpt.Depth; i++) block.Add(new Block());
            RegisterComponents();
        }

        public override torch.Tensor forward(torch.Tensor text)
        {
            torch.Tensor x = embedding.forward(text) + position.forward(_places[0]);
            foreach (Module<torch.Tensor, torch.Tensor> one in block) x = one.forward(x);
            return functional.linear(layerNorm.forward(x), embedding.weight!);
        }
    }

    // nanoGPT's Block, with a bias in every layer as ours has.
    private sealed class Block : Module<torch.Tensor, torch.Tensor>
    {
        private readonly ModuleList<Module<torch.Tensor, torch.Tensor>> layerNorm = [LayerNorm(CharGpt.Width), LayerNorm(CharGpt.Width)];
        private readonly Module<torch.Tensor, torch.Tensor> causalSelfAttention = new CausalSelfAttention();
        private readonly ModuleList<Module<torch.Tensor, torch.Tensor>> dense = [Linear(CharGpt.Width, 4 * CharGpt.Width), Linear(4 * CharGpt.Width, CharGpt.Width)];

        public Block() : base(nameof(Block)) => RegisterComponents();

        public override torch.Tensor forward(torch.Tensor x)
        {
            x = x + causalSelfAttention.forward(layerNorm[0].forward(x));
            return x + dense[1].forward(functional.gelu(dense[0].forward(layerNorm[1].forward(x))));
        }
    }

    private sealed class CausalSelfAttention : Module<torch.Tensor, torch.Tensor>
    {
        private readonly Module<torch.Tensor, torch.Tensor> query = Linear(CharGpt.Width, CharGpt.Width);
        private readonly Module<torch.Tensor, torch.Tensor> key = Linear(CharGpt.Width, CharGpt.Width);
        private readonly Module<torch.Tensor, torch.Tensor> value = Linear(CharGpt.Width, CharGpt.Width);
        private readonly Module<torch.Tensor, torch.Tensor> output = Linear(CharGpt.Width, CharGpt.Width);

        public CausalSelfAttention() : base(nameof(CausalSelfAttention)) => RegisterComponents();

        public override torch.Tensor forward(torch.Tensor x)
        {
            torch.Tensor y = functional.scaled_dot_product_attention(Heads(query, x), Heads(key, x), Heads(value, x), is_casual: true);
            return output.forward(y.transpose(1, 2).contiguous().view(x.shape[0], x.shape[1], CharGpt.Width));
        }

        private static torch.Tensor Heads(Module<torch.Tensor, torch.Tensor> projection, torch.Tensor x)
            => projection.forward(x).view(x.shape[0], x.shape[1], CharGpt.Heads, CharGpt.Width / CharGpt.Heads).transpose(1, 2);
    }
}
