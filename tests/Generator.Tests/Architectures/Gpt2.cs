using NeuralNet.Gen;
using static NeuralNet.Gen.Functional;

namespace Architectures;

/// <summary>Radford et al., 2019, the smallest: 12 layers, 768 wide, 12 heads, scores from the embedding's weights.</summary>
[Network]
public sealed partial class Gpt2
{
    const int Vocabulary = 50257, Context = 1024, Width = 768;

    static Tensor Forward([Shape(Context)] Tokens text)
    {
        var tokens = new Embedding(Vocabulary, Width, 0.02f);
        Tensor x = tokens.Of(text) + Position(Context, Width);
        for (int i = 0; i < 12; i++) x = Block(x);
        return tokens.Decode(x.LayerNorm());
    }

    static Tensor Block(Tensor x)
    {
        x += x.LayerNorm().CausalSelfAttention(12);
        return x + x.LayerNorm().Dense(4 * Width).Gelu(GeluForm.Tanh).Dense(Width);
    }

    static Scalar Loss(Tensor scores, [Shape(Context)] Tokens next) => CrossEntropy(scores, next);
}
