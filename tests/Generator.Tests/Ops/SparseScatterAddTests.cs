using NeuralNet.Gen.Generator.Tests.Evaluation;

namespace NeuralNet.Gen.Generator.Tests.Ops;

/// <summary>Embeddings declared with <c>sparse: true</c> against the same network without it: same gradients in bits, the rows of the batch, and steps that touch these alone.</summary>
public sealed class SparseScatterAddTests
{
    private const int Rows = 203, Width = 7, Places = 5;

    private static string Declare(bool sparse, bool twice = false) => $$"""
        static Tensor Forward([Shape({{Places}})] Tokens words{{(twice ? ", [Shape(3)] Tokens tags" : "")}})
        {
            var table = new Embedding({{Rows}}, {{Width}}, sparse: {{(sparse ? "true" : "false")}});
            Tensor y = table.Of(words).Dense(4).Tanh().Mean(1);
            return (y{{(twice ? " * table.Of(tags).Dense(4).Mean(1)" : "")}}).Dense(3);
        }

        static Scalar Loss(Tensor y, [Shape(3)] Tensor t) => MeanSquaredError(y, t);
        """;

    private static int[] Tokens(int count, int seed, int rows = Rows) => [.. Enumerable.Range(0, count).Select(i => (int)((uint)((i + 1) * (seed + 3) * 2654435761) % (uint)rows))];

    private static Batch BatchOf(EvaluatedNetwork net, int samples, int seed, bool twice = false, int rows = Rows)
    {
        int[] words = Tokens(samples * Places, seed, rows);
        float[] targets = EvaluatedNetwork.Numbers(samples * 3, seed);
        return twice ? net.Batch(words, Tokens(samples * 3, seed + 7, rows), targets) : net.Batch(words, targets);
    }

    private static uint[] Bits(ReadOnlySpan<float> values) => [.. values.ToArray().Select(BitConverter.SingleToUInt32Bits)];

    [Fact]
    public void Gradients_have_the_bits_of_a_table_that_is_not_sparse_whatever_came_before()
    {
        EvaluatedNetwork dense = EvaluatedNetwork.Of(Declare(false)).WithNumbers(), sparse = EvaluatedNetwork.Of(Declare(true)).WithNumbers();
        Assert.True(dense.Network.Instance.SparseGradients.IsEmpty);
        Assert.DoesNotContain(dense.Network.Info.Parameters, p => p.SparseGradient);
        Assert.Equal(["embedding.weight"], sparse.Network.Info.Parameters.Where(p => p.SparseGradient).Select(p => p.Name));
        foreach ((int samples, int seed) in new[] { (3, 1), (40, 2), (1, 3), (17, 4) })
        {
            Batch batch = BatchOf(dense, samples, seed);
            Assert.Equal(dense.Network.Instance.Gradient(batch), sparse.Network.Instance.Gradient(batch));
            Assert.Equal(Bits(dense.Network.Instance.Gradients), Bits(sparse.Network.Instance.Gradients));
            SparseGradient rows = sparse.Network.Instance.SparseGradients[0];
            Assert.Equal("embedding.weight", rows.Parameter.Name);
            Assert.Equal(batch.Integers(0).ToArray().Distinct().Order(), rows.Rows.ToArray());
        }
    }

    [Fact]
    public void A_batch_that_went_wrong_leaves_no_trace()
    {
        EvaluatedNetwork net = EvaluatedNetwork.Of(Declare(true)).WithNumbers(), fresh = EvaluatedNetwork.Of(Declare(true)).WithNumbers();
        Batch bad = BatchOf(net, 9, 5), good = BatchOf(net, 4, 6);
        bad.Floats(1)[2] = float.NaN;
        Assert.True(float.IsNaN(net.Network.Instance.Gradient(bad)));
        Assert.Contains(net.Network.Instance.Gradients.ToArray(), float.IsNaN);
        net.Network.Instance.Gradient(good);
        fresh.Network.Instance.Gradient(good);
        Assert.Equal(Bits(fresh.Network.Instance.Gradients), Bits(net.Network.Instance.Gradients));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(29)]
    public void A_table_that_is_looked_up_twice_has_the_gradient_of_both(int samples)
    {
        // Few rows, so that the two inputs meet at most of them.
        EvaluatedNetwork net = EvaluatedNetwork.Of(Declare(true, twice: true)).WithNumbers(), dense = EvaluatedNetwork.Of(Declare(false, twice: true)).WithNumbers();
        Batch batch = BatchOf(net, samples, 1, twice: true, rows: 6);
        net.Network.Instance.Gradient(batch);
        dense.Network.Instance.Gradient(batch);
        float[] expected = dense.Network.Instance.Gradients.ToArray(), found = net.Network.Instance.Gradients.ToArray();
        Assert.Contains(expected.Take(6 * Width), g => Math.Abs(g) > 1e-3);
        for (int i = 0; i < found.Length; i++) Assert.Equal(expected[i], found[i], 1e-5f * (1 + Math.Abs(expected[i])));
        Assert.Equal([.. batch.Integers(0).ToArray().Concat(batch.Integers(1).ToArray()).Distinct().Order()], net.Network.Instance.SparseGradients[0].Rows.ToArray());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_number_of_threads_steps_to_the_same_bits(bool twice)
    {
        uint[]? first = null;
        foreach (int threads in (int[])[1, 2, 4])
        {
            using var team = new ThreadTeam(threads);
            EvaluatedNetwork net = EvaluatedNetwork.Of(Declare(true, twice)).WithNumbers();
            var optimizer = new Adam(0.01f) { ClipNorm = 0.05f };
            for (int t = 0; t < 6; t++)
            {
                Assert.True(float.IsFinite(net.Network.Instance.Gradient(BatchOf(net, 700 + t, t, twice), team)));
                optimizer.Step(net.Network.Instance, team);
            }

            uint[] bits = [.. Bits(net.Network.Instance.Parameters), .. Bits(optimizer.State[1].Values.Span), BitConverter.SingleToUInt32Bits(optimizer.LastGradientNorm)];
            Assert.Equal(first ??= bits, bits);
        }
    }

    [Fact]
    public void Micro_batches_go_on_from_turn_to_turn()
    {
        // Rows so wide that a few samples fill a cache.
        static string Wide(bool sparse) => $"static Tensor Forward([Shape(64)] Tokens words) => new Embedding(97, 384, sparse: {(sparse ? "true" : "false")}).Of(words).Gelu().Dense(384).Gelu().Dense(2).Mean(1); static Scalar Loss(Tensor y, [Shape(2)] Tensor t) => MeanSquaredError(y, t);";
        EvaluatedNetwork dense = EvaluatedNetwork.Of(Wide(false)), sparse = EvaluatedNetwork.Of(Wide(true));
        Assert.True(sparse.Network.Info.TrainingArena.SamplesAtATime is > 0 and < 50, "the network is not cut");
        Batch batch = sparse.Batch(Tokens(150 * 64, 3, 97), EvaluatedNetwork.Numbers(300));
        using var team = new ThreadTeam(2);
        dense.Network.Instance.Gradient(batch);
        sparse.Network.Instance.Gradient(batch, team);
        Assert.Equal(Bits(dense.Network.Instance.Gradients), Bits(sparse.Network.Instance.Gradients));
    }

    [Fact]
    public void A_step_moves_the_rows_of_the_batch_and_no_other()
    {
        EvaluatedNetwork net = EvaluatedNetwork.Of(Declare(true)).WithNumbers();
        INetwork network = net.Network.Instance;
        var optimizer = new Adam(0.01f);
        float[] before = network.Parameters.ToArray();
        var touched = new HashSet<int>();
        for (int t = 0; t < 3; t++)
        {
            Batch batch = BatchOf(net, 4, t);
            touched.UnionWith(batch.Integers(0).ToArray());
            network.Gradient(batch);
            optimizer.Step(network);
        }

        Assert.InRange(touched.Count, 20, 60);
        for (int row = 0; row < Rows; row++)
        {
            bool same = Bits(before.AsSpan(row * Width, Width)).SequenceEqual(Bits(network.Parameters.Slice(row * Width, Width)));
            Assert.Equal(touched.Contains(row), !same);
            Assert.Equal(touched.Contains(row), optimizer.State[0].Values.Span.Slice(row * Width, Width).ContainsAnyExcept(0f));
        }
    }

    [Fact]
    public void Nothing_is_allocated_after_warm_up_whatever_is_looked_up()
    {
        EvaluatedNetwork net = EvaluatedNetwork.Of(Declare(true)).WithNumbers();
        INetwork network = net.Network.Instance;
        var optimizer = new Adam(0.01f) { ClipNorm = 1 };
        var sum = new GradientAccumulator();
        Batch narrow = BatchOf(net, 30, 1, rows: 2), wide = BatchOf(net, 30, 2);
        void Step(Batch first, Batch second)
        {
            sum.Reset();
            sum.Add(network, network.Gradient(first), first.Count);
            sum.Add(network, network.Gradient(second), second.Count);
            optimizer.Step(network, sum);
            network.Gradient(first);
            optimizer.Step(network);
        }

        for (int i = 0; i < 3; i++) Step(narrow, narrow);
        long bytes = GC.GetAllocatedBytesForCurrentThread();
        Step(wide, narrow);
        Step(narrow, wide);
        Assert.Equal(bytes, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Rows_that_also_decode_have_no_sparse_gradient()
    {
        const string Members = """
            static Tensor Forward([Shape(4)] Tokens words)
            {
                var table = new Embedding(50, 8, sparse: true);
                return table.Decode(table.Of(words));
            }

            static Scalar Loss(Tensor y, [Shape(4)] Tokens t) => CrossEntropy(y, t);
            """;
        Microsoft.CodeAnalysis.Diagnostic mistake = Assert.Single(EvaluatedNetwork.RunOf(Members).Reported);
        Assert.Equal("NNG006", mistake.Id);
        Assert.Equal("Embedding(50, 8, True): sparse is true; expected false where the rows also decode: scores have a gradient at every row", mistake.GetMessage(System.Globalization.CultureInfo.InvariantCulture));
        Microsoft.CodeAnalysis.Text.TextSpan span = mistake.Location.SourceSpan;
        Assert.Equal("true", mistake.Location.SourceTree!.ToString().Substring(span.Start, span.Length));
    }
}
