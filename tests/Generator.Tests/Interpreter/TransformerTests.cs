using NeuralNet.Gen.Generator.Tests.Fixtures;

namespace NeuralNet.Gen.Generator.Tests.Interpreter;

/// <summary>The ops of transformers, compiled and run, against the interpreter: odd sizes, several batches.</summary>
public sealed class TransformerTests
{
    private const string Usings = "using NeuralNet.Gen; using static NeuralNet.Gen.Functional;\n";

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(17)]
    public void A_dense_layer_works_on_the_last_dimension(int batch) => Check(
        "static Tensor Forward([Shape(5, 7)] Tensor x) => x.Dense(9).Tanh().Dense(3); static Scalar Loss(Tensor y, [Shape(5, 3)] Tensor t) => MeanSquaredError(y, t);", batch);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 8)]
    [InlineData(5, 17)]
    [InlineData(2, 100)]
    public void Layer_norm(int batch, int width) => Check(
        $"static Tensor Forward([Shape(3, {width})] Tensor x) => x.Dense({width}).LayerNorm().Dense(2); static Scalar Loss(Tensor y, [Shape(3, 2)] Tensor t) => MeanSquaredError(y, t);", batch, most: 800);

    [Theory]
    [InlineData(1)]
    [InlineData(19)]
    public void Embedding_and_tied_decoding(int batch) => Check(
        """
        static Tensor Forward([Shape(6)] Tokens text)
        {
            var tokens = new Embedding(11, 5);
            return tokens.Decode((tokens.Of(text) + Position(6, 5)).Dense(5).Gelu(GeluForm.Tanh));
        }

        static Scalar Loss(Tensor y, [Shape(6)] Tokens next) => CrossEntropy(y, next, labelSmoothing: 0.1f);
        """, batch);

    [Theory]
    [InlineData(1, 1, 1, 4)]
    [InlineData(3, 5, 2, 6)]
    [InlineData(2, 9, 3, 51)]
    [InlineData(2, 17, 1, 16)]
    public void Self_attention(int batch, int time, int heads, int width) => Check(
        $"static Tensor Forward([Shape({time}, {width})] Tensor x) => x.SelfAttention({heads}).Dense(2); static Scalar Loss(Tensor y, [Shape({time}, 2)] Tensor t) => MeanSquaredError(y, t);", batch, most: 800);

    [Theory]
    [InlineData(1)]
    [InlineData(18)]
    public void A_small_gpt(int batch) => Check(
        """
        static Tensor Forward([Shape(5)] Tokens text)
        {
            var tokens = new Embedding(7, 6);
            Tensor x = tokens.Of(text) + Position(5, 6);
            for (int i = 0; i < 2; i++)
            {
                x += x.LayerNorm().CausalSelfAttention(2);
                x += x.LayerNorm().Dense(10).Silu().Dense(6);
            }

            return tokens.Decode(x.LayerNorm());
        }

        static Scalar Loss(Tensor y, [Shape(5)] Tokens next) => CrossEntropy(y, next);
        """, batch);

    [Fact]
    public void A_place_does_not_see_later_ones()
    {
        var net = new InterpretedNetwork(Declare("static Tensor Forward([Shape(4)] Tokens text) => (new Embedding(9, 8).Of(text) + Position(4, 8)).CausalSelfAttention(2).Dense(3); static Scalar Loss(Tensor y, [Shape(4)] Tokens n) => CrossEntropy(y, n);"));
        Batch batch = net.RandomBatch(1, 1);
        var before = new float[12];
        var after = new float[12];
        net.Network.Instance.Predict(batch, before);
        batch.Integers(0)[3] = (batch.Integers(0)[3] + 1) % 9;
        net.Network.Instance.Predict(batch, after);
        Assert.Equal(before[..9], after[..9]);
        Assert.NotEqual(before[9..], after[9..]);
    }

    [Fact]
    public void Teams_and_batches_give_the_same_bits()
    {
        var net = new InterpretedNetwork(Declare(
            """
            static Tensor Forward([Shape(32)] Tokens text)
            {
                var tokens = new Embedding(40, 32);
                Tensor x = tokens.Of(text) + Position(32, 32);
                for (int i = 0; i < 2; i++) x += x.LayerNorm().CausalSelfAttention(4).Dense(64).Relu().Dense(32);
                return tokens.Decode(x);
            }

            static Scalar Loss(Tensor y, [Shape(32)] Tokens next) => CrossEntropy(y, next);
            """));
        Batch batch = net.RandomBatch(70, 3);
        net.HasSameGradientsOnTeams(batch);

        var all = new float[70 * 32 * 40];
        net.Network.Instance.Predict(batch, all);
        Batch one = net.RandomBatch(1, 1);
        batch.Integers(0)[(69 * 32)..].CopyTo(one.Integers(0));
        var single = new float[32 * 40];
        net.Network.Instance.Predict(one, single);
        Assert.Equal(single, all[^(32 * 40)..]);
    }

    private static string Declare(string body) => $"{Usings}[Network] public sealed partial class Net {{ {body} }}";

    private static void Check(string body, int batch, int most = int.MaxValue)
    {
        var net = new InterpretedNetwork(Declare(body));
        net.Disturb(2);
        net.Check(batch, most: most);
    }
}
