using Xunit;

namespace NeuralNet.Gen.Runtime.Tests.Optimizers;

/// <summary>
/// Updates of the rows of a batch: against the rules of PyTorch's SparseAdam, SGD and Adagrad for sparse gradients, written down naively in double precision; against the dense rule, in bits, where both are
/// the same; and what they leave alone.
/// </summary>
public sealed class SparseGradientTests
{
    private static int[] Draw(Random random, int count, int rows) => [.. Enumerable.Range(0, count).Select(_ => random.Next(rows))];

    private static uint[] Bits(ReadOnlySpan<float> values) => [.. values.ToArray().Select(BitConverter.SingleToUInt32Bits)];

    [Fact]
    public void Rows_are_ascending_and_each_is_there_once()
    {
        var rows = new SparseGradient(new ParameterInfo("table", [70_001, 3], 5, [3, 1]));
        Assert.True(rows.Rows.IsEmpty);
        Assert.Equal(3, rows.RowLength);
        float[] gradients = new float[5 + (70_001 * 3)];
        foreach (int[] looked in new int[][] { [70_000, 0, 4095, 4096, 63, 64, 0, 70_000], [], [5], [.. Enumerable.Range(0, 70_001).Reverse()], [69_999, 1] })
        {
            rows.Begin(gradients);
            Assert.All(gradients, g => Assert.Equal(0, g));
            rows.Add(looked.AsSpan(0, looked.Length / 2));
            rows.Add(looked.AsSpan(looked.Length / 2));
            rows.End();
            Assert.Equal(looked.Distinct().Order(), rows.Rows.ToArray());
            foreach (int row in looked) gradients.AsSpan(5 + (row * 3), 3).Fill(1);
        }

        Assert.Throws<ArgumentException>(() => new SparseGradient(new ParameterInfo("dense.weight", [3, 4], 0, [1, 3])));
        Assert.Throws<ArgumentException>(() => new SparseGradient(new ParameterInfo("bias", [3], 0, [1])));
    }

    [Fact]
    public void SparseAdam_by_hand()
    {
        // Two steps of torch.optim.SparseAdam(lr=0.1) with a gradient of 1 at row 0, then at row 1. In the first the corrected m and √v are 1. In the second row 1 has m = 0.1, v = 0.001, corrected by 1 - 0.9² = 0.19 and 1 - 0.999² = 0.001999:
        // 0.1 / 0.19 · 0.1 / √(0.001 / 0.001999) = 0.07441 09; row 0 rests, though its m is not zero.
        var network = new LookupTable(2, 1);
        network.Parameters.Fill(1);
        var optimizer = new Adam(0.1f);
        Take(0);
        Assert.Equal(0.9f, network.Parameters[0], 1e-6f);
        Assert.Equal(1, network.Parameters[1]);
        float first = network.Parameters[0];
        Take(1);
        Assert.Equal(first, network.Parameters[0]);
        Assert.Equal(1 - 0.0744134f, network.Parameters[1], 1e-6f);
        Assert.Equal([0.1f, 0.1f], optimizer.State[0].Values.ToArray().Select(m => MathF.Round(m, 6)));

        void Take(int row)
        {
            network.Look([row], seed: 1);
            network.Gradients[row] = 1;
            optimizer.Step(network);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void Adam_is_SparseAdam_on_the_rows_of_the_batch_and_Adam_elsewhere(int threads)
    {
        // Large enough for a team, at odd places.
        const int Count = 4001, Width = 37, Head = 1003, Tail = 29;
        var network = new LookupTable(Count, Width, Head, Tail);
        var random = new Random(2);
        using var team = new ThreadTeam(threads);
        var optimizer = new Adam(0.01f, 0.8f, 0.99f, 1e-6f);
        double[] p = [.. network.Parameters.ToArray().Select(x => (double)x)], m = new double[p.Length], v = new double[p.Length];
        var ever = new HashSet<int>();
        for (int t = 1; t <= 6; t++)
        {
            int[] rows = t == 3 ? [] : Draw(random, t == 4 ? 3 : 3000, Count);
            network.Look(rows, seed: t);
            var touched = rows.ToHashSet();
            ever.UnionWith(touched);
            optimizer.Step(network, team);
            for (int i = 0; i < p.Length; i++)
            {
                bool inTable = i >= Head && i < Head + (Count * Width);
                if (inTable && !touched.Contains((i - Head) / Width)) continue;
                double g = network.Gradients[i];
                m[i] = (0.8 * m[i]) + (0.2 * g);
                v[i] = (0.99 * v[i]) + (0.01 * g * g);
                p[i] -= 0.01 * (m[i] / (1 - Math.Pow(0.8, t))) / (Math.Sqrt(v[i] / (1 - Math.Pow(0.99, t))) + 1e-6);
            }
        }

        Assert.InRange(ever.Count, 3000, 4000);
        for (int i = 0; i < p.Length; i++)
        {
            Assert.Equal(p[i], network.Parameters[i], 2e-5);
            Assert.Equal(m[i], optimizer.State[0].Values.Span[i], 1e-6);
        }
    }

    public static TheoryData<string> SameAsDense { get; } = ["sgd", "adagrad", "adagrad with decay of the rate", "sgd clipped", "adagrad clipped by value"];

    private static Optimizer Create(string name) => name switch
    {
        "sgd" => new Sgd(0.1f),
        "adagrad" => new AdaGrad(0.1f, initialAccumulator: 0.5f),
        "adagrad with decay of the rate" => new AdaGrad(0.1f, learningRateDecay: 0.3f),
        "sgd clipped" => new Sgd(0.1f) { ClipNorm = 0.5f },
        _ => new AdaGrad(0.1f) { ClipValue = 0.125f },
    };

    [Theory]
    [MemberData(nameof(SameAsDense))]
    public void Sgd_and_adagrad_have_the_bits_of_the_walk_over_the_whole_table(string name)
    {
        uint[]? first = null;
        foreach (int threads in (int[])[0, 1, 2, 4])
        {
            using ThreadTeam? team = threads == 0 ? null : new ThreadTeam(threads);
            var sparse = new LookupTable(2003, 61, 17, 5001);
            var random = new Random(4);
            Optimizer lazy = Create(name), whole = Create(name);
            float[] p = sparse.Parameters.ToArray();
            for (int t = 0; t < 5; t++)
            {
                sparse.Look(Draw(random, 700, 2003), t);
                lazy.Step(sparse, team);
                // Not bound to a network, so of tables it knows nothing.
                whole.Step(p, sparse.Gradients);
                Assert.Equal(whole.LastGradientNorm, lazy.LastGradientNorm);
            }

            Assert.Equal(Bits(p), Bits(sparse.Parameters));
            Assert.Equal(whole.State.Count, lazy.State.Count);
            for (int s = 0; s < whole.State.Count; s++) Assert.Equal(Bits(whole.State[s].Values.Span), Bits(lazy.State[s].Values.Span));
            Assert.Equal(first ??= Bits(p), Bits(p));
        }
    }

    [Theory]
    [InlineData(1, 7)]
    [InlineData(2, 61)]
    [InlineData(3, 5003)]
    public void The_norm_has_the_bits_of_the_sum_over_the_whole_table(int threads, int width)
    {
        // Rows narrower and wider than the chunks of a sum, a table that begins and ends within one.
        var network = new LookupTable(911, width, 4001, 77);
        using var team = new ThreadTeam(threads);
        var random = new Random(6);
        foreach (int count in (int[])[0, 1, 40, 2000])
        {
            network.Look(Draw(random, count, 911), count);
            var lazy = new Sgd(0) { TrackGradientNorm = true };
            var whole = new Sgd(0) { TrackGradientNorm = true };
            lazy.Step(network, team);
            whole.Step(network.Parameters, network.Gradients);
            Assert.True(lazy.LastGradientNorm > 1);
            Assert.Equal(BitConverter.SingleToUInt32Bits(whole.LastGradientNorm), BitConverter.SingleToUInt32Bits(lazy.LastGradientNorm));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void A_step_of_64_lookups_in_a_large_table_touches_64_rows(int threads)
    {
        const int Count = 100_000, Width = 16;
        var network = new LookupTable(Count, Width, 3, 5);
        using var team = new ThreadTeam(threads);
        var optimizer = new Adam(0.01f);
        var random = new Random(11);

        // Moments that are not zero anywhere, as after a long run.
        float[] moments = [.. Enumerable.Range(0, network.Info.ParameterCount).Select(_ => random.NextSingle() + 0.1f)];
        optimizer.Restore(1000, [new OptimizerState("exp_avg", moments), new OptimizerState("exp_avg_sq", moments)]);
        float[] before = network.Parameters.ToArray();
        int[] rows = [.. Draw(random, 64, Count)];
        network.Look(rows, 3);

        // What nobody looked up is not even read.
        for (int row = 0; row < Count; row++)
        {
            if (!rows.Contains(row)) network.Gradients.Slice(3 + (row * Width), Width).Fill(float.NaN);
        }

        optimizer.ClipNorm = 1;
        optimizer.Step(network, team);
        Assert.True(float.IsFinite(optimizer.LastGradientNorm));
        foreach ((float[] Old, float[] New) in new[] { (before, network.Parameters.ToArray()), (moments, optimizer.State[0].Values.ToArray()), (moments, optimizer.State[1].Values.ToArray()) })
        {
            int changed = 0;
            for (int row = 0; row < Count; row++)
            {
                bool same = Bits(Old.AsSpan(3 + (row * Width), Width)).SequenceEqual(Bits(New.AsSpan(3 + (row * Width), Width)));
                Assert.Equal(rows.Contains(row), !same);
                if (!same) changed++;
            }

            Assert.Equal(rows.Distinct().Count(), changed);
        }
    }

    public static TheoryData<string> Unsupported { get; } =
        [nameof(AdamW), nameof(Nadam), nameof(RAdam), nameof(AdaDelta), nameof(RmsProp), nameof(Lion), nameof(Lamb), "Sgd momentum", "Sgd decay", "Adam decay", "Adam amsgrad", "AdaGrad decay", "own"];

    private static Optimizer CreateUnsupported(string name) => name switch
    {
        nameof(AdamW) => new AdamW(weightDecay: 0),
        nameof(Nadam) => new Nadam(),
        nameof(RAdam) => new RAdam(),
        nameof(AdaDelta) => new AdaDelta(),
        nameof(RmsProp) => new RmsProp(),
        nameof(Lion) => new Lion(),
        nameof(Lamb) => new Lamb(),
        "Sgd momentum" => new Sgd(0.1f, 0.9f),
        "Sgd decay" => new Sgd(0.1f, weightDecay: 0.1f),
        "Adam decay" => new Adam(weightDecay: 0.1f),
        "Adam amsgrad" => new Adam(amsgrad: true),
        "AdaGrad decay" => new AdaGrad(weightDecay: 0.1f),
        _ => new Own(),
    };

    [Theory]
    [MemberData(nameof(Unsupported))]
    public void Optimisers_whose_rule_moves_every_row_are_an_error_until_a_group_says_what_is_meant(string name)
    {
        var network = new LookupTable(50, 3, 2, 2);
        network.Look([4, 9], 1);
        Optimizer optimizer = CreateUnsupported(name);
        string type = optimizer.GetType().Name;
        string message = Assert.Throws<ArgumentException>(() => optimizer.Bind(network.Info)).Message;
        Assert.Contains($"'table' of 'Net' has sparse gradients, which {type} does not support", message);
        Assert.Contains("Sparse = true", message);
        float[] before = network.Parameters.ToArray();
        Assert.Throws<ArgumentException>(() => optimizer.Step(network));
        Assert.Equal(before, network.Parameters.ToArray());
        Assert.Equal(0, optimizer.StepCount);

        // The whole table, as if it were any other.
        Optimizer whole = CreateUnsupported(name), plain = CreateUnsupported(name);
        whole.Groups.Add(new ParameterGroup("table") { Sparse = false });
        plain.Bind(Networks.Of([.. network.Info.Parameters.Select(p => p with { SparseGradient = false })]));
        float[] expected = network.Parameters.ToArray();
        whole.Step(network);
        plain.Step(expected, network.Gradients);
        Assert.Equal(Bits(expected), Bits(network.Parameters));

        // The rows of the batch, with the optimiser's own formula.
        if (name is nameof(Lamb) or "own") return;
        before.CopyTo(network.Parameters);
        Optimizer lazy = CreateUnsupported(name);
        lazy.Groups.Add(new ParameterGroup("table") { Sparse = true });
        lazy.Step(network);
        for (int i = 0; i < before.Length; i++) Assert.Equal(i is < 2 or >= 152 or (>= 14 and < 17) or (>= 29 and < 32) ? expected[i] : before[i], network.Parameters[i]);
    }

    [Fact]
    public void A_weight_decay_that_comes_later_is_an_error_then_and_a_group_may_take_it_from_the_table()
    {
        var network = new LookupTable(50, 3, 2, 2);
        network.Look([4, 9], 1);
        var optimizer = new Adam();
        optimizer.Step(network);
        optimizer.WeightDecay = 0.1f;
        Assert.Contains("together with a weight decay", Assert.Throws<ArgumentException>(() => optimizer.Step(network)).Message);
        Assert.Equal(1, optimizer.StepCount);
        optimizer.Groups.Add(new ParameterGroup("table") { WeightDecay = 0 });
        optimizer.Step(network);
        Assert.Equal(2, optimizer.StepCount);
        optimizer.Groups.Add(new ParameterGroup("table") { WeightDecay = 0.1f, Frozen = true });
        optimizer.Step(network);
        optimizer.Groups[1].Frozen = false;
        Assert.Throws<ArgumentException>(() => optimizer.Step(network));
    }

    [Fact]
    public void Numbers_without_rows_are_an_error()
    {
        var network = new LookupTable(50, 3);
        network.Look([4, 9], 1);
        var optimizer = new Adam();
        optimizer.Bind(network.Info);
        Assert.Contains("Step(network", Assert.Throws<InvalidOperationException>(() => optimizer.Step(network.Parameters, network.Gradients)).Message);
        var sum = new GradientAccumulator();
        sum.Add(network.Gradients, 1, 1);
        Assert.Throws<InvalidOperationException>(() => optimizer.Step(network, sum));
        Assert.Throws<InvalidOperationException>(() => sum.Add(network, 1, 1));
        sum.Reset();
        sum.Add(network, 1, 1);
        Assert.Throws<InvalidOperationException>(() => sum.Add(network.Gradients, 1, 1));
        Assert.Throws<ArgumentException>(() => sum.Add(new LookupTable(50, 3), 1, 1));
        optimizer.Step(network, sum);
        Assert.Equal(1, optimizer.StepCount);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Accumulated_gradients_have_the_bits_of_the_dense_sum_and_the_rows_of_all_batches(int threads)
    {
        var network = new LookupTable(1009, 13, 60_001, 7);
        using var team = new ThreadTeam(threads);
        GradientAccumulator sparse = new(), dense = new();
        var random = new Random(3);
        for (int round = 0; round < 3; round++)
        {
            var rows = new HashSet<int>();
            sparse.Reset();
            dense.Reset();
            for (int b = 0; b < 4; b++)
            {
                int[] looked = Draw(random, 1 + (60 * b), 1009);
                rows.UnionWith(looked);
                network.Look(looked, (10 * round) + b);
                sparse.Add(network, b, 3 + b, team);
                dense.Add(network.Gradients, b, 3 + b);
                Assert.Equal(Bits(dense.Gradients), Bits(sparse.Gradients));
                Assert.Equal(rows.Order(), sparse.SparseGradients[0].Rows.ToArray());
            }

            Assert.Equal(dense.Loss, sparse.Loss);
            Assert.Equal(18, sparse.Samples);
            float[] expected = network.Parameters.ToArray();
            new AdaGrad().Step(expected, dense.Gradients);
            new AdaGrad().Step(network, sparse, team);
            Assert.Equal(Bits(expected), Bits(network.Parameters));
        }
    }

    [Fact]
    public void A_resumed_optimiser_goes_on_in_the_same_bits_and_averages_see_every_row()
    {
        LookupTable straight = new(301, 5, 3, 4), stopped = new(301, 5, 3, 4);
        Adam all = new(0.01f), before = new(0.01f), after = new(0.01f);
        WeightAverage average = WeightAverage.Exponential(0.5f);
        double[] mean = [];
        for (int t = 0; t < 8; t++)
        {
            int[] rows = Draw(new Random(t), 20, 301);
            straight.Look(rows, t);
            stopped.Look(rows, t);
            all.Step(straight);
            average.Update(straight);
            mean = t == 0 ? [.. straight.Parameters.ToArray().Select(x => (double)x)] : [.. mean.Select((m, i) => (0.5 * m) + (0.5 * straight.Parameters[i]))];
            if (t == 4) after.Restore(before.StepCount, before.State);
            (t < 4 ? before : after).Step(stopped);
        }

        Assert.Equal(Bits(straight.Parameters), Bits(stopped.Parameters));
        for (int s = 0; s < 2; s++) Assert.Equal(Bits(all.State[s].Values.Span), Bits(after.State[s].Values.Span));
        for (int i = 0; i < mean.Length; i++) Assert.Equal(mean[i], average.State[0].Values.Span[i], 1e-6);
    }

    [Fact]
    public void A_row_with_a_gradient_of_zero_moves_where_it_was_looked_up()
    {
        // As in PyTorch: its running means fall. In a dense table such a row is passed over by a lazy group.
        var network = new LookupTable(3, 2);
        network.Parameters.Fill(1);
        var optimizer = new Adam(0.1f);
        network.Look([1], 1);
        optimizer.Step(network);
        float[] before = network.Parameters.ToArray();
        network.Look([1], 1);
        network.Gradients.Clear();
        optimizer.Step(network);
        Assert.Equal([true, true, false, false, true, true], before.Zip(network.Parameters.ToArray(), (a, b) => a == b));
    }

    private sealed class Own() : Optimizer(0.5f, 0, [])
    {
        protected override void Update(OptimizerStep step)
        {
            for (int i = 0; i < step.Parameters.Length; i++) step.Parameters[i] -= step.Gradients[i];
        }
    }
}
