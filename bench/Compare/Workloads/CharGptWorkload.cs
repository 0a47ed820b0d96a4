using NeuralNet.Gen;
using static NeuralNet.Gen.Functional;

namespace Compare;

/// <summary>The transformer of samples/CharGpt: nanoGPT's size for CPUs.</summary>
[Network]
internal sealed partial class CharGpt
{
    public const int Vocabulary = 65, Context = 64, Width = 128, Heads = 4, Depth = 4;

    private static Tensor Forward([Shape(Context)] Tokens text)
    {
        var tokens = new Embedding(Vocabulary, Width, standardDeviation: 0.02f);
        Tensor x = tokens.Of(text) + Position(Context, Width);
        for (int i = 0; i < Depth; i++) x = Block(x);
        return tokens.Decode(x.LayerNorm());
    }

    private static Tensor Block(Tensor x)
    {
        x += x.LayerNorm().CausalSelfAttention(Heads);
        return x + x.LayerNorm().Dense(4 * Width).Gelu().Dense(Width);
    }

    private static Scalar Loss(Tensor logits, [Shape(Context)] Tokens next) => CrossEntropy(logits, next);
}

/// <summary>Four layers, four heads, 128 wide, 64 tokens of 65, batch 12: products of many shapes, normalisations, softmax and GELU between them.</summary>
internal sealed partial class CharGptWorkload : Workload
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
}
