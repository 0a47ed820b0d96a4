using NeuralNet.Gen.Generator.Diagnostics;
using NeuralNet.Gen.Generator.Tests.Evaluation;
using NeuralNet.Gen.Generator.Tests.Fixtures;

namespace NeuralNet.Gen.Generator.Tests.Interpreter;

/// <summary>Attention with its masks, biases and positions, compiled and run, against the interpreter and against properties that every attention has.</summary>
public sealed class AttentionTests
{
    [Theory]
    [InlineData(1, 1, 3, 1, 4, 5)]
    [InlineData(3, 5, 7, 2, 6, 9)]
    [InlineData(17, 3, 17, 3, 9, 4)]
    public void Cross_attention(int batch, int time, int keys, int heads, int width, int memory) => Check(
        $$"""
        static Tensor Forward([Shape({{time}}, {{width}})] Tensor x, [Shape({{keys}}, {{memory}})] Tensor m) => x.CrossAttention(m, {{heads}}).Dense(2);
        static Scalar Loss(Tensor y, [Shape({{time}}, 2)] Tensor t) => MeanSquaredError(y, t);
        """, batch);

    [Theory]
    [InlineData(1, 1, 3)]
    [InlineData(3, 5, 7)]
    [InlineData(17, 3, 17)]
    public void Lengths_and_a_mask_hide_keys(int batch, int time, int keys) => Check(
        $$"""
        static Tensor Forward([Shape({{time}}, 6)] Tensor x, [Shape({{keys}}, 5)] Tensor m, Tokens lengths, [Shape({{keys}})] Tokens seen)
            => x.CrossAttention(m, 2, lengths: lengths) + x.CrossAttention(m, 3, mask: seen);
        static Scalar Loss(Tensor y, [Shape({{time}}, 6)] Tensor t) => MeanSquaredError(y, t);
        """, batch, Visible(keys));

    [Theory]
    [InlineData(1, 3)]
    [InlineData(3, 7)]
    [InlineData(17, 5)]
    public void Causal_attention_with_lengths_and_a_trained_bias(int batch, int time) => Check(
        $$"""
        static Tensor Forward([Shape({{time}}, 6)] Tensor x, Tokens lengths) => x.CausalSelfAttention(2, lengths: lengths, bias: Position({{time}}, {{time}}, 1f)) + x.SelfAttention(3, bias: Position({{time}}, {{time}}, 1f));
        static Scalar Loss(Tensor y, [Shape({{time}}, 6)] Tensor t) => MeanSquaredError(y, t);
        """, batch, Visible(time));

    [Theory]
    [InlineData(1, 1, 1, 2)]
    [InlineData(3, 7, 3, 6)]
    [InlineData(1, 3, 1, 36)]
    public void Rotary_positions(int batch, int time, int heads, int width) => Check(
        $$"""
        static Tensor Forward([Shape({{time}}, {{width * heads}})] Tensor x) => (x.SelfAttention({{heads}}, rotary: 100f) + x.Dense({{width * heads}}).RotaryPosition()).Dense(2);
        static Scalar Loss(Tensor y, [Shape({{time}}, 2)] Tensor t) => MeanSquaredError(y, t);
        """, batch);

    [Theory]
    [InlineData(1, 3)]
    [InlineData(17, 5)]
    public void A_layer_object_shares_its_projections(int batch, int time) => Check(
        $$"""
        static Tensor Forward([Shape({{time}}, 4)] Tensor x, [Shape(7, 4)] Tensor m, [Shape(7)] Tokens seen)
        {
            var attention = new MultiHeadAttention(2, rotary: 50f);
            return attention.Of(memory: m, x: attention.Of(x), mask: seen);
        }

        static Scalar Loss(Tensor y, [Shape({{time}}, 4)] Tensor t) => MeanSquaredError(y, t);
        """, batch, Visible(7), parameters: 8);

    [Theory]
    [InlineData(1, 3)]
    [InlineData(3, 5)]
    public void Scaled_dot_products_of_a_users_own_heads(int batch, int time) => Check(
        $$"""
        static Tensor Forward([Shape(2, {{time}}, 4)] Tensor q, [Shape(2, {{time}}, 4)] Tensor k, [Shape(2, {{time}}, 3)] Tensor v, Tokens lengths, [Shape(2, {{time}}, {{time}})] Tensor bias)
            => ScaledDotProductAttention(q.Dense(4).RotaryPosition(), k.Dense(4).RotaryPosition(), v.Dense(3), causal: true, lengths: lengths, bias: bias);
        static Scalar Loss(Tensor y, [Shape(2, {{time}}, 3)] Tensor t) => MeanSquaredError(y, t);
        """, batch, Visible(time));

    [Fact]
    public void Hidden_keys_change_no_bit_and_seen_ones_do()
    {
        var net = new InterpretedNetwork(Declare(
            """
            static Tensor Forward([Shape(5, 6)] Tensor x, Tokens lengths, [Shape(5)] Tokens seen) => x.SelfAttention(2, lengths: lengths, mask: seen);
            static Scalar Loss(Tensor y, [Shape(5, 6)] Tensor t) => MeanSquaredError(y, t);
            """));
        Batch batch = net.RandomBatch(1, 1);
        batch.Integers(1)[0] = 4;
        new[] { 1, 0, 1, 1, 1 }.CopyTo(batch.Integers(2));
        float[] before = Predict(net, batch);
        foreach (int place in new[] { 1, 4 })
        {
            Change(batch, place);
            float[] after = Predict(net, batch);
            // The place's own query sees something else; all others must not.
            for (int other = 0; other < 5; other++)
            {
                if (other != place) Assert.Equal(before[(other * 6)..((other + 1) * 6)], after[(other * 6)..((other + 1) * 6)]);
            }

            before = after;
        }

        Change(batch, 3);
        Assert.NotEqual(before[..6], Predict(net, batch)[..6]);

        static void Change(Batch batch, int place)
        {
            foreach (ref float value in batch.Floats(0).Slice(place * 6, 6)) value += 1;
        }
    }

    [Fact]
    public void Rotary_scores_depend_on_distances_alone()
    {
        // Equal rows everywhere: what places see of each other is their distance, so the weight of the key before each query is the same.
        EvaluatedNetwork net = EvaluatedNetwork.Of(
            """
            static Tensor Forward([Shape(1, 300, 8)] Tensor q, [Shape(1, 300, 8)] Tensor v) => ScaledDotProductAttention(q.RotaryPosition(), q.RotaryPosition(), v);
            """);
        float[] q = [.. Enumerable.Range(0, 300 * 8).Select(i => ((i % 8 * 5 % 7) - 3) * 0.5f)], v = new float[300 * 8];
        var ratios = new List<double>();
        foreach (int at in new[] { 100, 290 })
        {
            // With a value at one key alone, a query's result is its weight for that key.
            float[] one = [.. v];
            one[(at - 1) * 8] = 1;
            one[(at * 8) + 1] = 1;
            float[] y = net.Predict(q, one);
            ratios.Add(y[at * 8] / (double)y[(at * 8) + 1]);
        }

        Assert.InRange(ratios[0], 0.01, 0.99);
        Assert.Equal(ratios[0], ratios[1], 1e-4);
    }

    [Fact]
    public void Dropout_drops_weights_while_training_alone()
    {
        var net = new InterpretedNetwork(Declare(
            """
            static Tensor Forward([Shape(5, 6)] Tensor x) => x.SelfAttention(2, dropout: 0.5f);
            static Scalar Loss(Tensor y, [Shape(5, 6)] Tensor t) => MeanSquaredError(y, t);
            """));
        Batch batch = net.RandomBatch(3, 1);
        float loss = net.Network.Instance.Loss(batch);
        Assert.Equal(loss, net.Network.Instance.Loss(batch));
        float first = net.Network.Instance.Gradient(batch), second = net.Network.Instance.Gradient(batch);
        Assert.Equal(3, new[] { loss, first, second }.Distinct().Count());
    }

    [Fact]
    public void Teams_and_batches_give_the_same_bits()
    {
        var net = new InterpretedNetwork(Declare(
            """
            static Tensor Forward([Shape(17, 12)] Tensor x, Tokens lengths) => x.CausalSelfAttention(3, lengths: lengths, bias: Position(17, 17), rotary: 100f).Dense(5);
            static Scalar Loss(Tensor y, [Shape(17, 5)] Tensor t) => MeanSquaredError(y, t);
            """));
        Batch batch = net.RandomBatch(70, 3);
        Visible(17)(batch);
        net.HasSameGradientsOnTeams(batch);

        float[] all = Predict(net, batch);
        Batch one = net.RandomBatch(1, 1);
        batch.Floats(0)[^(17 * 12)..].CopyTo(one.Floats(0));
        one.Integers(1)[0] = batch.Integers(1)[69];
        Assert.Equal(Predict(net, one), all[^(17 * 5)..]);
    }

    [Theory]
    [InlineData("x.SelfAttention(4)", "NNG006", "heads is 4")]
    [InlineData("x.SelfAttention(2, rotary: 10f)", "NNG006", ": rotary is ")]
    [InlineData("x.SelfAttention(2, dropout: 1f)", "NNG006", ": dropout is ")]
    [InlineData("x.SelfAttention(2, lengths: seen)", "NNG006", ": lengths is ")]
    [InlineData("x.SelfAttention(2, mask: lengths)", "NNG006", ": mask is ")]
    [InlineData("x.SelfAttention(2, bias: Position(4, 5))", "NNG006", ": bias is ")]
    [InlineData("new MultiHeadAttention(2, causal: true).Of(x, m)", "NNG006", ": causal is ")]
    [InlineData("new MultiHeadAttention(2).Of(x, m, mask: seen)", "NNG006", ": mask is ")]
    [InlineData("ScaledDotProductAttention(x, x, x)", "NNG006", ": query is ")]
    [InlineData("x.Reshape(5, 2, 3).RotaryPosition()", "", "odd")]
    public void Mistakes_name_the_argument(string expression, string id, string words)
    {
        Microsoft.CodeAnalysis.Diagnostic mistake = Assert.Single(GeneratorRun.Of(Declare(
            $$"""
            static Tensor Forward([Shape(5, 6)] Tensor x, [Shape(7, 6)] Tensor m, Tokens lengths, [Shape(5)] Tokens seen) => {{expression}};
            static Scalar Loss(Tensor y, [Shape(5, 6)] Tensor t) => MeanSquaredError(y, t);
            """)).GeneratorDiagnostics);
        Assert.StartsWith(id, mistake.Id, StringComparison.Ordinal);
        Assert.Contains(words, mistake.GetMessage(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    private static string Declare(string body) => $"using NeuralNet.Gen; using static NeuralNet.Gen.Functional;\n[Network] public sealed partial class Net {{ {body} }}";

    private static float[] Predict(InterpretedNetwork net, Batch batch)
    {
        var output = new float[batch.Count * net.Network.Info.Output.Length];
        net.Network.Instance.Predict(batch, output);
        return output;
    }

    /// <summary>Every sample sees a key: lengths of at least 1, and in masks the last key.</summary>
    private static Action<Batch> Visible(int keys) => batch =>
    {
        for (int column = 0; column < batch.Columns.Count; column++)
        {
            if (batch.Columns[column].ElementType != ElementType.Int32) continue;
            Span<int> numbers = batch.Integers(column);
            for (int i = 0; i < numbers.Length; i++)
            {
                if (batch.Columns[column].Length == 1 && keys != 1) numbers[i] = Math.Max(1, numbers[i]);
                else if (i % keys == keys - 1) numbers[i] = 1;
            }
        }
    };

    private static void Check(string body, int batch, Action<Batch>? prepare = null, int? parameters = null)
    {
        var net = new InterpretedNetwork(Declare(body));
        if (parameters is { } count) Assert.Equal(count, net.Network.Info.Parameters.Length);
        net.Disturb(2);
        net.Check(batch, prepare: prepare);
    }
}
