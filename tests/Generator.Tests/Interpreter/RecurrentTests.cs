using NeuralNet.Gen.Generator.Tests.Fixtures;

namespace NeuralNet.Gen.Generator.Tests.Interpreter;

/// <summary>Recurrent layers, compiled and run, against the interpreter: odd sizes, several batches.</summary>
public sealed class RecurrentTests
{
    [Theory]
    [InlineData("Lstm(1)", 1, 3)]
    [InlineData("Lstm(5)", 4, 1)]
    [InlineData("Lstm(16)", 7, 17)]
    [InlineData("Lstm(19, layers: 2)", 4, 3)]
    [InlineData("Lstm(5, bias: false)", 4, 3)]
    [InlineData("Gru(1)", 4, 17)]
    [InlineData("Gru(5)", 1, 3)]
    [InlineData("Gru(16, layers: 2)", 4, 1)]
    [InlineData("Gru(19)", 7, 3)]
    [InlineData("Gru(5, bias: false)", 4, 3)]
    [InlineData("Rnn(1)", 7, 3)]
    [InlineData("Rnn(5, layers: 2)", 4, 17)]
    [InlineData("Rnn(16, activation: RnnActivation.Relu)", 4, 3)]
    [InlineData("Rnn(19)", 1, 1)]
    public void A_sequence_from_one_call(string layer, int time, int batch) => Check(
        $"static Tensor Forward([Shape({time}, 3)] Tensor x) => x.{layer}.Dense(2); static Scalar Loss(Tensor y, [Shape({time}, 2)] Tensor t) => MeanSquaredError(y, t);", batch);

    [Theory]
    [InlineData("Lstm(16, bidirectional: true)", 3, 2)]
    [InlineData("Gru(7, layers: 2, bidirectional: true)", 4, 17)]
    [InlineData("Rnn(19, bidirectional: true, activation: RnnActivation.Relu)", 1, 3)]
    public void Both_directions(string layer, int time, int batch) => Check(
        $"static Tensor Forward([Shape({time}, 3)] Tensor x) => x.{layer}.Dense(2); static Scalar Loss(Tensor y, [Shape({time}, 2)] Tensor t) => MeanSquaredError(y, t);", batch);

    [Theory]
    [InlineData(3, 16, 1)]
    [InlineData(17, 19, 3)]
    public void Final_states_alone(int batch, int hidden, int time) => Check(
        $$"""
        static Tensor Forward([Shape({{time}}, 3)] Tensor x)
        {
            var (_, h, c) = new Lstm({{hidden}}).Of(x);
            var (_, g) = new Gru({{hidden}}).Of(x);
            return h.Flatten().Dense(2) + c.Flatten().Dense(2) * g.Flatten().Dense(2) + new Rnn({{hidden}}).Of(x).Hidden.Flatten().Dense(2);
        }

        static Scalar Loss(Tensor y, [Shape(2)] Tensor t) => MeanSquaredError(y, t);
        """, batch);

    [Theory]
    [InlineData("Lstm(5)", 1, 5, 3)]
    [InlineData("Lstm(5, layers: 2, bidirectional: true)", 4, 5, 17)]
    [InlineData("Lstm(16, bidirectional: true)", 2, 16, 1)]
    public void States_to_start_from_and_to_end_in(string layer, int states, int hidden, int batch) => Check(
        $$"""
        static Tensor Forward([Shape(4, 3)] Tensor x, [Shape({{states}}, 2)] Tensor s, [Shape({{states}}, {{hidden}})] Tensor given)
        {
            var (_, first, memory) = new {{layer.Replace("(", "(hidden: ")}}.Of(x, cell: s.Dense({{hidden}}), hidden: given);
            var (y, h, c) = new {{layer}}.Of(hidden: s.Dense({{hidden}}) + first, cell: memory, x: x);
            return y.Dense(2).Flatten() + h.Dense(2).Flatten().Dense(8) * c.Flatten().Dense(8);
        }

        static Scalar Loss(Tensor y, [Shape(8)] Tensor t) => MeanSquaredError(y, t);
        """, batch);

    [Theory]
    [InlineData("Gru(7, layers: 2, bidirectional: true)", 4, 7, 3)]
    [InlineData("Gru(16)", 1, 16, 17)]
    [InlineData("Rnn(5, bidirectional: true)", 2, 5, 1)]
    [InlineData("Rnn(19, activation: RnnActivation.Relu)", 1, 19, 3)]
    public void Trained_states_to_start_from(string layer, int states, int hidden, int batch) => Check(
        $$"""
        static Tensor Forward([Shape(3, 2)] Tensor x)
        {
            var (y, h) = new {{layer}}.Of(x, Position({{states}}, {{hidden}}, 0.5f));
            return y.Dense(2).Flatten() + h.Flatten().Dense(6);
        }

        static Scalar Loss(Tensor y, [Shape(6)] Tensor t) => MeanSquaredError(y, t);
        """, batch);

    [Theory]
    [InlineData("Lstm(5, layers: 2, bidirectional: true)", 5, 17)]
    [InlineData("Lstm(16)", 1, 3)]
    [InlineData("Lstm(19, bidirectional: true)", 4, 3)]
    [InlineData("Gru(7, layers: 2, bidirectional: true)", 5, 17)]
    [InlineData("Gru(16, bidirectional: true)", 4, 1)]
    [InlineData("Rnn(5, bidirectional: true)", 5, 17)]
    public void Lengths(string layer, int time, int batch) => Check(
        $$"""
        static Tensor Forward([Shape({{time}}, 3)] Tensor x, Tokens lengths)
        {
            var r = new {{layer}}.Of(x, lengths: lengths);
            return r.Output.Dense(2).Flatten() + r.Hidden.Flatten().Dense({{2 * time}});
        }

        static Scalar Loss(Tensor y, [Shape({{2 * time}})] Tensor t) => MeanSquaredError(y, t);
        """, batch);

    [Theory]
    [InlineData("Lstm", true)]
    [InlineData("Gru", false)]
    public void Lengths_keep_the_states_that_they_start_from(string layer, bool cell) => Check(
        $$"""
        static Tensor Forward([Shape(3, 2)] Tensor x, [Shape(2, 4)] Tensor s, Tokens lengths)
        {
            var r = new {{layer}}(4, bidirectional: true).Of(x, hidden: s.Dense(4){{(cell ? ", cell: s.Dense(4)" : "")}}, lengths: lengths);
            return r.Output.Flatten().Dense(2) + r.Hidden.Flatten().Dense(2){{(cell ? " + r.Cell.Flatten().Dense(2)" : "")}};
        }

        static Scalar Loss(Tensor y, [Shape(2)] Tensor t) => MeanSquaredError(y, t);
        """, 17);

    [Fact]
    public void Dropout_between_layers_is_for_training_alone()
    {
        InterpretedNetwork Create(string dropout) => new(Declare(
            $"static Tensor Forward([Shape(4, 3)] Tensor x) => x.Gru(5, layers: 2{dropout}); static Scalar Loss(Tensor y, [Shape(4, 5)] Tensor t) => MeanSquaredError(y, t);"));
        InterpretedNetwork with = Create(", dropout: 0.5f"), without = Create("");
        Batch batch = with.RandomBatch(3, 1);
        with.Network.Instance.Parameters.CopyTo(without.Network.Instance.Parameters);
        Assert.Equal(without.Network.Instance.Loss(batch), with.Network.Instance.Loss(batch));
        Assert.Equal(without.Network.Instance.Loss(batch), without.Network.Instance.Gradient(batch));
        Assert.NotEqual(with.Network.Instance.Loss(batch), with.Network.Instance.Gradient(batch));
    }

    [Fact]
    public void Beyond_its_length_a_sample_gives_zeros_and_its_input_does_not_matter()
    {
        var net = new InterpretedNetwork(Declare(
            "static Tensor Forward([Shape(4, 3)] Tensor x, Tokens lengths) => new Lstm(5, layers: 2, bidirectional: true).Of(x, lengths: lengths).Output; static Scalar Loss(Tensor y, [Shape(4, 10)] Tensor t) => MeanSquaredError(y, t);"));
        Batch batch = net.RandomBatch(2, 1);
        batch.Integers(1)[0] = 2;
        batch.Integers(1)[1] = 0;
        float[] Output()
        {
            var output = new float[80];
            net.Network.Instance.Predict(batch, output);
            return output;
        }

        float[] before = Output();
        Assert.DoesNotContain(0f, before[..20]);
        Assert.All(before[20..], value => Assert.Equal(0f, value));
        batch.Floats(0)[6..].Fill(float.NaN);
        Assert.Equal(before, Output());
        batch.Floats(0)[5] = float.NaN;
        Assert.Contains(float.NaN, Output());
    }

    [Fact]
    public void A_layer_object_shares_its_parameters_between_an_encoder_and_a_decoder() => Check(
        """
        static Tensor Forward([Shape(4, 3)] Tensor x, [Shape(2, 3)] Tensor z)
        {
            var layer = new Gru(5);
            return layer.Of(z, layer.Of(x).Hidden).Output.Dense(2);
        }

        static Scalar Loss(Tensor y, [Shape(2, 2)] Tensor t) => MeanSquaredError(y, t);
        """, 3);

    [Theory]
    [InlineData("Lstm")]
    [InlineData("Gru")]
    public void Teams_and_batches_give_the_same_bits(string layer)
    {
        var net = new InterpretedNetwork(Declare(
            $$"""
            static Tensor Forward([Shape(12, 9)] Tensor x, Tokens lengths) => new {{layer}}(40, layers: 2, bidirectional: true).Of(x.Dense(21), lengths: lengths).Hidden.Flatten().Dense(3);

            static Scalar Loss(Tensor y, [Shape(3)] Tensor t) => MeanSquaredError(y, t);
            """));
        Batch batch = net.RandomBatch(70, 3);
        float loss = net.Network.Instance.Gradient(batch);
        float[] alone = net.Network.Instance.Gradients.ToArray();
        Assert.DoesNotContain(float.NaN, alone);
        for (int threads = 2; threads <= 3; threads++)
        {
            using var team = new ThreadTeam(threads);
            Assert.Equal(loss, net.Network.Instance.Gradient(batch, team));
            Assert.Equal(alone, net.Network.Instance.Gradients.ToArray());
        }

        var all = new float[70 * 3];
        net.Network.Instance.Predict(batch, all);
        Batch one = net.RandomBatch(1, 1);
        batch.Floats(0)[(69 * 108)..].CopyTo(one.Floats(0));
        one.Integers(1)[0] = batch.Integers(1)[69];
        var single = new float[3];
        net.Network.Instance.Predict(one, single);
        Assert.Equal(single, all[^3..]);
    }

    private static string Declare(string body) => $"using NeuralNet.Gen; using static NeuralNet.Gen.Functional;\n[Network] public sealed partial class Net {{ {body} }}";

    private static void Check(string body, int batch)
    {
        var net = new InterpretedNetwork(Declare(body));
        net.Disturb(2);
        net.Check(batch, most: 29);
    }
}
