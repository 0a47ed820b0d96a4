using NeuralNet.Gen;
using static NeuralNet.Gen.Functional;

namespace Samples;

/// <summary>A transformer that predicts the next character at every place (Radford et al., 2019), of the size of nanoGPT's for CPUs.</summary>
[Network]
public sealed partial class CharGpt
{
    /// <summary>Every character the network knows, in the order of their numbers: those of Tiny Shakespeare. Fixed, so that saved parameters mean the same for every text.</summary>
    public const string Alphabet = "\n !$&',-.3:;?ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /// <summary>Characters of <see cref="Alphabet"/>.</summary>
    public const int Vocabulary = 65;

    /// <summary>Places of a window: how far back the network sees.</summary>
    public const int Context = 64;

    private const int Width = 128, Heads = 4, Depth = 4;

    private static Tensor Forward([Shape(Context)] Tokens text)
    {
        var tokens = new Embedding(Vocabulary, Width, standardDeviation: 0.02f);
        Tensor x = tokens.Of(text) + Position(Context, Width);
        for (int i = 0; i < Depth; i++) x = Block(x);
        return tokens.Decode(x.LayerNorm());          // weights shared with the embedding: one parameter, two uses
    }

    private static Tensor Block(Tensor x)
    {
        x += x.LayerNorm().CausalSelfAttention(Heads);
        return x + x.LayerNorm().Dense(4 * Width).Gelu().Dense(Width);
    }

    private static Scalar Loss(Tensor logits, [Shape(Context)] Tokens next) => CrossEntropy(logits, next);
}
