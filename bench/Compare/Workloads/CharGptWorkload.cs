using Compare.Peer;
using NeuralNet.Gen;
using TorchSharp;
using TorchSharp.Modules;
using static NeuralNet.Gen.Functional;
using static TorchSharp.torch.nn;

namespace Compare;

/// <summary>The transformer of samples/CharGpt: nanoGPT's size for CPUs.</summary>
[Network]
internal sealed partial class CharGpt
{
    public const int Vocabulary = 65, Context = 64, Width = 128, Heads = 4, Depth = 4;

    private static Tensor Forward([Shape(Context)] Tokens text)
    {
        var tokens = new NeuralNet.Gen.Embedding(Vocabulary, Width, standardDeviation: 0.02f);
        Tensor x = tokens.Of(text) + Position(Context, Width);
        for (int i = 0; i < Depth; i++) x = Block(x);
        return tokens.Decode(x.LayerNorm());
    }

    private static Tensor Block(Tensor x)
    {
        x += x.LayerNorm().CausalSelfAttention(Heads);
        return x + x.LayerNorm().Dense(4 * Width).Gelu().Dense(Width);
    }

    private static NeuralNet.Gen.Scalar Loss(Tensor logits, [Shape(Context)] Tokens next) => CrossEntropy(logits, next);
}

/// <summary>Four layers, four heads, 128 wide, 64 tokens of 65, batch 12: products of many shapes, normalisations, softmax and GELU between them.</summary>
internal sealed class CharGptWorkload : Workload
{
    private readonly CharGpt _network = new(Seed);
    private readonly int[] _text;
    private readonly int[] _next;

    public CharGptWorkload()
    {
        _text = SyntheticData.Labels(BatchSize * CharGpt.Context, CharGpt.Vocabulary, Seed);
        _next = SyntheticData.Labels(BatchSize * CharGpt.Context, CharGpt.Vocabulary, Seed + 1);
    }

    public override string Name => "gpt-4l-4h-128d-t64-b12";

    public override int BatchSize => 12;

    public override INetwork Network => _network;

    public override float Step(Optimizer optimizer, ThreadTeam? team) => _network.Step(_text, _next, optimizer, team);

    public override float Gradient(ThreadTeam? team) => _network.Gradient(_text, _next, team);

    public override void Predict(Span<float> output, ThreadTeam? team) => _network.Predict(_text, output, team);

    public override void PredictOne(Span<float> output) => _network.Predict(_text.AsSpan(0, CharGpt.Context), output);

    public override IContestant CreatePeer()
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
