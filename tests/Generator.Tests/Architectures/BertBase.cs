using NeuralNet.Gen;
using static NeuralNet.Gen.Functional;

namespace Architectures;

/// <summary>Devlin et al., 2019: 12 layers, 768 wide, 12 heads, with the pooler; the encoder alone, without a head.</summary>
[Network]
public sealed partial class BertBase
{
    const int Vocabulary = 30522, Context = 512, Width = 768;

    static (Tensor Hidden, Tensor Pooled) Forward([Shape(Context)] Tokens text, [Shape(Context)] Tokens segments)
    {
        Tensor x = new Embedding(Vocabulary, Width, 0.02f).Of(text) + new Embedding(2, Width, 0.02f).Of(segments) + Position(Context, Width);
        x = x.LayerNorm(1e-12f).Dropout(0.1f);
        for (int i = 0; i < 12; i++) x = Encoder(x);
        return (x, x.Select(1, 0).Dense(Width).Tanh());
    }

    static Tensor Encoder(Tensor x)
    {
        x = (x + x.SelfAttention(12).Dropout(0.1f)).LayerNorm(1e-12f);
        return (x + x.Dense(4 * Width).Gelu().Dense(Width).Dropout(0.1f)).LayerNorm(1e-12f);
    }

    static Scalar Loss(Tensor hidden, Tensor pooled, [Shape(Context, Width)] Tensor a, [Shape(Width)] Tensor b) => MeanSquaredError(hidden, a) + MeanSquaredError(pooled, b);
}
