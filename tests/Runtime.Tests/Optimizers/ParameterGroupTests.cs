using Xunit;

namespace NeuralNet.Gen.Runtime.Tests.Optimizers;

public sealed class ParameterGroupTests
{
    private static readonly NetworkInfo s_network = Networks.Of(("block.0.dense.weight", [3, 5]), ("block.0.dense.bias", [3]), ("block.1.dense.weight", [3, 3]), ("block.1.dense.bias", [3]), ("head.weight", [2, 3]));

    private static float[] Ones(int length, float value = 1) => [.. Enumerable.Repeat(value, length)];

    /// <summary>One step of gradient 1 from 1 with rate 1 and decay: 1 - rate · (1 + decay), by parameter.</summary>
    private static Dictionary<string, float> Step(Sgd optimizer)
    {
        float[] p = Ones(s_network.ParameterCount);
        optimizer.Bind(s_network);
        optimizer.Step(p, Ones(p.Length));
        return s_network.Parameters.ToDictionary(i => i.Name, i =>
        {
            float[] values = p[i.Offset..(i.Offset + i.Length)];
            Assert.All(values, v => Assert.Equal(values[0], v));
            return values[0];
        });
    }

    [Theory]
    [InlineData("*", "anything.at.all", true)]
    [InlineData("*.bias", "block.0.dense.bias", true)]
    [InlineData("*.bias", "block.0.dense.biases", false)]
    [InlineData("block.*.weight", "block.12.dense.weight", true)]
    [InlineData("block.*.weight", "blocks.12.dense.weight", false)]
    [InlineData("block.?.dense.*", "block.1.dense.bias", true)]
    [InlineData("block.?.dense.*", "block.12.dense.bias", false)]
    [InlineData("head.weight", "head.weight", true)]
    [InlineData("Head.weight", "head.weight", false)]
    [InlineData("*a*b*", "xxabxxb", true)]
    [InlineData("*ab", "aab", true)]
    [InlineData("a*b*c", "abbcbc", true)]
    [InlineData("a*b*c", "abbcb", false)]
    [InlineData("a", "", false)]
    [InlineData("**", "", true)]
    public void Patterns(string pattern, string name, bool matches) => Assert.Equal(matches, ParameterPattern.Matches(pattern, name));

    [Fact]
    public void Rates_and_decay_reach_the_parameters_that_a_pattern_names()
    {
        Dictionary<string, float> p = Step(new Sgd(0.5f, weightDecay: 0.5f)
        {
            Groups = { new("*.bias") { WeightDecay = 0 }, new("block.1.*") { LearningRateScale = 0.5f }, new("head.*") { LearningRate = 0.125f } },
        });
        Assert.Equal(1 - (0.5f * 1.5f), p["block.0.dense.weight"]);
        Assert.Equal(1 - 0.5f, p["block.0.dense.bias"]);
        Assert.Equal(1 - (0.25f * 1.5f), p["block.1.dense.weight"]);
        Assert.Equal(1 - 0.25f, p["block.1.dense.bias"]);
        Assert.Equal(1 - (0.125f * 1.5f), p["head.weight"]);
    }

    [Fact]
    public void Later_groups_override_what_earlier_ones_say_and_no_more()
    {
        Dictionary<string, float> p = Step(new Sgd(0.5f)
        {
            Groups = { new("*") { WeightDecay = 1, LearningRateScale = 0.5f }, new("block.0.*") { Frozen = true }, new("*.bias") { WeightDecay = 2, Frozen = false } },
        });
        Assert.Equal(1, p["block.0.dense.weight"]);
        Assert.Equal(1 - (0.25f * 3), p["block.0.dense.bias"]);
        Assert.Equal(1 - (0.25f * 2), p["head.weight"]);
    }

    [Fact]
    public void A_pattern_without_a_match_is_an_error_that_lists_the_names()
    {
        var optimizer = new Adam { Groups = { new("dense*") } };
        string message = Assert.Throws<ArgumentException>(() => optimizer.Bind(s_network)).Message;
        Assert.Contains("'dense*'", message);
        Assert.Contains("block.0.dense.weight, block.0.dense.bias, block.1.dense.weight, block.1.dense.bias, head.weight", message);
        Assert.Throws<ArgumentException>(() => new ParameterGroup(""));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ParameterGroup("a") { LearningRate = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ParameterGroup("a") { LearningRateScale = float.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ParameterGroup("a") { WeightDecay = float.PositiveInfinity });
    }

    [Fact]
    public void Groups_want_names_and_an_optimiser_belongs_to_one_network()
    {
        var optimizer = new Adam { Groups = { new("*") { WeightDecay = 1 } } };
        float[] p = Ones(s_network.ParameterCount);
        Assert.Contains("Bind", Assert.Throws<InvalidOperationException>(() => optimizer.Step(p, p)).Message);
        optimizer.Bind(s_network);
        optimizer.Bind(s_network);
        Assert.Throws<ArgumentException>(() => optimizer.Step(new float[3], new float[3]));
        Assert.Throws<ArgumentException>(() => optimizer.Bind(Networks.Of(("w", [s_network.ParameterCount]))));
        optimizer.Step(p, p);
        Assert.Equal(1, optimizer.StepCount);

        var unbound = new Sgd(1);
        unbound.Step(new float[3], new float[3]);
        Assert.Throws<ArgumentException>(() => unbound.Bind(s_network));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Frozen_parameters_keep_their_bits_and_their_state_and_the_rest_steps_as_ever(int threads)
    {
        // Large enough for a team; the borders of the frozen tensor are at odd places.
        NetworkInfo network = Networks.Of(("a", [30_011]), ("b", [25_007]), ("c", [20_003]));
        var random = new Random(3);
        float[] start = [.. Enumerable.Range(0, network.ParameterCount).Select(_ => random.NextSingle() - 0.5f)], gradients = [.. start.Select(x => x * x)];
        float[] free = [.. start], part = [.. start];
        using var team = new ThreadTeam(threads);
        var all = new Adam(0.1f);
        var some = new Adam(0.1f) { Groups = { new("b") { Frozen = true } } };
        some.Bind(network);
        for (int t = 0; t < 3; t++)
        {
            all.Step(free, gradients, team);
            some.Step(part, gradients, team);
        }

        Assert.Equal(free[..30_011], part[..30_011]);
        Assert.Equal(start[30_011..55_018], part[30_011..55_018]);
        Assert.Equal(free[55_018..], part[55_018..]);
        Assert.All(some.State[0].Values.ToArray()[30_011..55_018], m => Assert.Equal(0, m));
        Assert.Equal(all.State[1].Values.ToArray()[55_018..], some.State[1].Values.ToArray()[55_018..]);
    }

    [Fact]
    public void Steps_that_a_parameter_sat_out_do_not_count_for_its_bias_corrections_also_after_a_resume()
    {
        NetworkInfo network = Networks.Of(("a", [2]), ("b", [2]));
        static Adam Create() => new(0.1f) { Groups = { new("a") { Frozen = true } } };
        Adam optimizer = Create();
        optimizer.Bind(network);
        float[] p = [1, 1, 1, 1], g = [1, -2, 3, -4];
        for (int t = 0; t < 7; t++) optimizer.Step(p, g);
        Assert.Equal([1, 1], p[..2]);
        Assert.Equal("frozen_steps", optimizer.State[^1].Name);
        Assert.Equal([7, 0], optimizer.State[^1].Values.ToArray());

        Adam resumed = Create();
        resumed.Restore(optimizer.StepCount, [.. optimizer.State.Select(s => new OptimizerState(s.Name, s.Values.ToArray()))]);
        resumed.Bind(network);
        float[] q = [.. p];
        optimizer.Groups[0].Frozen = false;
        resumed.Groups[0].Frozen = false;
        float[] fresh = [1, 1];
        var other = new Adam(0.1f);
        for (int t = 0; t < 3; t++)
        {
            optimizer.Step(p, g);
            resumed.Step(q, g);
            other.Step(fresh, g.AsSpan(0, 2));
            Assert.Equal(fresh, p[..2]);
            Assert.Equal(p, q);
        }

        Assert.Throws<ArgumentException>(() => new Adam().Restore(1, [optimizer.State[0], optimizer.State[^1]]));
        var wrong = new Adam();
        wrong.Bind(network);
        Assert.Throws<ArgumentException>(() => wrong.Restore(1, [optimizer.State[0], optimizer.State[1], new OptimizerState("frozen_steps", new float[3])]));
    }

    [Fact]
    public void Groups_may_be_added_between_steps()
    {
        var optimizer = new Sgd(0.5f);
        optimizer.Bind(s_network);
        float[] p = Ones(s_network.ParameterCount), g = Ones(p.Length);
        optimizer.Step(p, g);
        optimizer.Groups.Add(new("head.*") { LearningRate = 0 });
        optimizer.Step(p, g);
        Assert.Equal(0, p[0]);
        Assert.Equal(0.5f, p[^1]);
        optimizer.Groups.Clear();
        optimizer.Step(p, g);
        Assert.Equal(-0.5f, p[0]);
        Assert.Equal(0, p[^1]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Sparse_updates_pass_over_rows_without_a_gradient(int threads)
    {
        const int Rows = 3001, Width = 19;
        NetworkInfo network = Networks.Of(("head", [7]), ("tokens", [Rows, Width]), ("tail", [11]));
        var random = new Random(8);
        float[] start = [.. Enumerable.Range(0, network.ParameterCount).Select(_ => random.NextSingle() - 0.5f)], lazy = [.. start];
        using var team = new ThreadTeam(threads);
        var optimizer = new AdamW(0.1f) { Groups = { new("tokens") { Sparse = true } } };
        optimizer.Bind(network);

        // An oracle that has an optimiser of its own for every row: what it does not see does not exist for it. Bias corrections go by all steps.
        double[] p = [.. start.Select(x => (double)x)], m = new double[p.Length], v = new double[p.Length];
        for (int t = 1; t <= 4; t++)
        {
            float[] g = new float[p.Length];
            for (int r = 0; r < Rows; r++)
            {
                if (random.Next(3) != 0) continue;
                for (int c = 0; c < Width; c++) g[7 + (r * Width) + c] = c == 4 ? -0f : random.NextSingle() - 0.5f;
            }

            for (int i = 0; i < 7; i++) g[i] = random.NextSingle();
            optimizer.Step(lazy, g, team);
            for (int i = 0; i < p.Length; i++)
            {
                int row = (i - 7) / Width;
                if (i >= 7 && row < Rows && !g.AsSpan(7 + (row * Width), Width).ContainsAnyExcept(0f))
                {
                    continue;
                }

                p[i] *= 1 - (0.1 * 0.01);
                m[i] = (0.9 * m[i]) + (0.1 * g[i]);
                v[i] = (0.999 * v[i]) + (0.001 * g[i] * g[i]);
                p[i] -= 0.1 / (1 - Math.Pow(0.9, t)) * m[i] / ((Math.Sqrt(v[i]) / Math.Sqrt(1 - Math.Pow(0.999, t))) + 1e-8);
                Assert.Equal(p[i], lazy[i], 1e-5);
            }
        }

        for (int r = 0; r < Rows; r++)
        {
            int from = 7 + (r * Width);
            if (Array.TrueForAll(m[from..(from + Width)], x => x == 0)) Assert.Equal(start[from..(from + Width)], lazy[from..(from + Width)]);
        }
    }

    [Fact]
    public void Sparse_updates_want_rows_that_lie_together()
    {
        NetworkInfo transposed = Networks.Of([new ParameterInfo("dense.weight", [3, 4], 0, [1, 3]), new ParameterInfo("dense.bias", [3], 12, [1])]);
        Assert.Contains("[1, 3]", Assert.Throws<ArgumentException>(() => new Adam { Groups = { new("*weight") { Sparse = true } } }.Bind(transposed)).Message);
        Assert.Throws<ArgumentException>(() => new Adam { Groups = { new("*bias") { Sparse = true } } }.Bind(transposed));
        var lamb = new Lamb { Groups = { new("w") { Sparse = true } } };
        lamb.Bind(Networks.Of(("w", [2, 2])));
        Assert.Throws<NotSupportedException>(() => lamb.Step(new float[4], new float[4]));
    }

    [Fact]
    public void An_optimiser_of_ones_own_gets_ranges_settings_and_state()
    {
        var optimizer = new Own { Groups = { new("*.bias") { LearningRateScale = 2 }, new("head.*") { Frozen = true } } };
        optimizer.Bind(s_network);
        float[] p = Ones(s_network.ParameterCount), g = Ones(p.Length);
        optimizer.Step(p, g);
        optimizer.Step(p, g);
        Assert.Equal(1 - (0.5f * (1 + 2)), p[0]);
        Assert.Equal(1 - (1 * (1 + 2)), p[15]);
        Assert.Equal(1, p[^1]);
        Assert.Equal("steps", optimizer.State[0].Name);
        Assert.Equal(2, optimizer.State[0].Values.Span[0]);
    }

    /// <summary>Moves by the learning rate times the number of the step, which it counts in its state.</summary>
    private sealed class Own() : Optimizer(0.5f, 0, ["steps"])
    {
        protected override void Update(OptimizerStep step)
        {
            foreach (UpdateRange range in step.Ranges)
            {
                UpdateSettings settings = step.Settings[range.Settings];
                for (int i = range.From; i < range.To && !settings.Frozen; i++)
                {
                    step.State(0)[i]++;
                    step.Parameters[i] -= (float)settings.LearningRate * step.State(0)[i] * step.Gradients[i];
                }
            }
        }
    }
}
