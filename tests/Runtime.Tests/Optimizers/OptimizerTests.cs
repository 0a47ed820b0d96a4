using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using NeuralNet.Gen.Numerics;
using Xunit;

namespace NeuralNet.Gen.Runtime.Tests.Optimizers;

public sealed class OptimizerTests
{
    // One element's trajectory, in double precision and line by line as PyTorch's documentation of torch.optim states the algorithms.
    private static double[] Sgd(double p, double[] gradients, double rate, double momentum, double dampening, double decay, bool nesterov)
    {
        double? buffer = null;
        var path = new double[gradients.Length];
        for (int t = 0; t < gradients.Length; t++)
        {
            double g = gradients[t];
            if (decay != 0) g += decay * p;
            if (momentum != 0)
            {
                buffer = buffer is null ? g : (momentum * buffer) + ((1 - dampening) * g);
                g = nesterov ? g + (momentum * buffer.Value) : buffer.Value;
            }

            p -= rate * g;
            path[t] = p;
        }

        return path;
    }

    private static double[] Adam(double p, double[] gradients, double rate, double beta1, double beta2, double epsilon, double decay, bool decoupled)
    {
        double m = 0, v = 0;
        var path = new double[gradients.Length];
        for (int t = 1; t <= gradients.Length; t++)
        {
            double g = gradients[t - 1];
            if (decoupled) p -= rate * decay * p;
            else g += decay * p;
            m = (beta1 * m) + ((1 - beta1) * g);
            v = (beta2 * v) + ((1 - beta2) * g * g);
            double mHat = m / (1 - Math.Pow(beta1, t)), vHat = v / (1 - Math.Pow(beta2, t));
            p -= rate * mHat / (Math.Sqrt(vHat) + epsilon);
            path[t - 1] = p;
        }

        return path;
    }

    private static void Follows(Optimizer optimizer, Func<double, double[], double[]> rule, double tolerance = 2e-6)
    {
        const int Length = 37, Steps = 60;
        var random = new Random(11);
        float[] parameters = [.. Enumerable.Range(0, Length).Select(_ => (random.NextSingle() * 4) - 2)];
        float[][] gradients = [.. Enumerable.Range(0, Steps).Select(_ => Enumerable.Range(0, Length).Select(_ => (random.NextSingle() * 2) - 1).ToArray())];
        double[][] expected = [.. parameters.Select((p, i) => rule(p, [.. gradients.Select(g => (double)g[i])]))];

        for (int t = 0; t < Steps; t++)
        {
            optimizer.Step(parameters, gradients[t]);
            Assert.Equal(t + 1, optimizer.StepCount);
            for (int i = 0; i < Length; i++)
            {
                double error = Math.Abs(parameters[i] - expected[i][t]) / Math.Max(1, Math.Abs(expected[i][t]));
                Assert.True(error <= tolerance, $"step {t + 1}, element {i}: {parameters[i]:G9}, expected {expected[i][t]:G9}");
            }
        }
    }

    [Theory]
    [InlineData(0.1, 0, 0, 0, false)]
    [InlineData(0.1, 0, 0, 0.05, false)]
    [InlineData(0.05, 0.9, 0, 0, false)]
    [InlineData(0.05, 0.9, 0.3, 0, false)]
    [InlineData(0.05, 0.9, 0, 0.01, false)]
    [InlineData(0.05, 0.9, 0.7, 0.01, false)]
    [InlineData(0.05, 0.9, 0, 0, true)]
    [InlineData(0.05, 0.5, 0, 0.02, true)]
    public void Sgd_follows_PyTorchs_rule(double rate, double momentum, double dampening, double decay, bool nesterov)
        => Follows(
            new Sgd((float)rate, (float)momentum, (float)dampening, (float)decay, nesterov),
            (p, g) => Sgd(p, g, rate, momentum, dampening, decay, nesterov));

    [Theory]
    [InlineData(1e-2, 0.9, 0.999, 1e-8, 0)]
    [InlineData(1e-2, 0.9, 0.999, 1e-8, 0.1)]
    [InlineData(1e-1, 0.5, 0.9, 1e-3, 0)]
    [InlineData(1e-2, 0, 0, 1e-2, 0)]
    public void Adam_follows_PyTorchs_rule(double rate, double beta1, double beta2, double epsilon, double decay)
        => Follows(
            new Adam((float)rate, (float)beta1, (float)beta2, (float)epsilon, (float)decay),
            (p, g) => Adam(p, g, rate, beta1, beta2, epsilon, decay, decoupled: false),
            tolerance: 5e-6);

    [Theory]
    [InlineData(1e-2, 0.9, 0.999, 1e-8, 1e-2)]
    [InlineData(1e-1, 0.8, 0.95, 1e-6, 0.5)]
    [InlineData(1e-2, 0.9, 0.999, 1e-8, 0)]
    public void AdamW_follows_PyTorchs_rule(double rate, double beta1, double beta2, double epsilon, double decay)
        => Follows(
            new AdamW((float)rate, (float)beta1, (float)beta2, (float)epsilon, (float)decay),
            (p, g) => Adam(p, g, rate, beta1, beta2, epsilon, decay, decoupled: true),
            tolerance: 5e-6);

    // Constant gradient 1 from parameter 0 with rate 1: the buffers are 1, 1.9, 2.71, 3.439 (momentum 0.9).
    [Fact]
    public void Momentum_by_hand() => ByHand(new Sgd(1, 0.9f), 0, 1, -1, -2.9f, -5.61f, -9.049f);

    [Fact]
    public void Nesterov_by_hand() => ByHand(new Sgd(1, 0.9f, nesterov: true), 0, 1, -1.9f, -4.61f, -8.049f);

    // The first buffer is the gradient itself, undampened: 1, 0.9 + 0.5, 1.26 + 0.5.
    [Fact]
    public void Dampening_spares_the_first_step() => ByHand(new Sgd(1, 0.9f, dampening: 0.5f), 0, 1, -1, -2.4f, -4.16f);

    // Under a constant gradient both running means are exact after correction: every step is the learning rate, whatever the gradient.
    [Theory]
    [InlineData(1f)]
    [InlineData(-1000f)]
    [InlineData(0.001f)]
    public void Adams_steps_are_the_learning_rate_under_a_constant_gradient(float gradient)
    {
        float s = MathF.Sign(gradient);
        ByHand(new Adam(0.1f, epsilon: 0), 1, gradient, 1 - (0.1f * s), 1 - (0.2f * s), 1 - (0.3f * s), 1 - (0.4f * s));
    }

    [Fact]
    public void AdamW_decays_without_a_gradient() => ByHand(new AdamW(0.1f, weightDecay: 0.1f), 1, 0, 0.99f, 0.9801f, 0.970299f);

    private static void ByHand(Optimizer optimizer, float start, float gradient, params float[] path)
    {
        float[] p = [start];
        foreach (float expected in path)
        {
            optimizer.Step(p, [gradient]);
            Assert.Equal(expected, p[0], 2e-6f * MathF.Max(1, MathF.Abs(expected)));
        }
    }

    public static TheoryData<string> Kinds => 
    [
        "sgd", "momentum", "nesterov", "adam", "amsgrad", "adamw", "adamw-amsgrad", "nadam", "nadam-decoupled", "radam", "adagrad", "adadelta", "rmsprop", "rmsprop-momentum", "rmsprop-centred",
        "rmsprop-centred-momentum", "lion", "lamb", "clipped", "grouped",
    ];

    internal static Optimizer Create(string kind) => kind switch
    {
        "sgd" => new Sgd(0.01f, weightDecay: 0.1f),
        "momentum" => new Sgd(0.01f, 0.9f, 0.2f, 0.1f),
        "nesterov" => new Sgd(0.01f, 0.9f, 0, 0.1f, nesterov: true),
        "adam" => new Adam(0.01f, weightDecay: 0.1f),
        "amsgrad" => new Adam(0.01f, weightDecay: 0.1f, amsgrad: true),
        "adamw" => new AdamW(0.01f),
        "adamw-amsgrad" => new AdamW(0.01f, amsgrad: true),
        "nadam" => new Nadam(weightDecay: 0.1f),
        "nadam-decoupled" => new Nadam(weightDecay: 0.1f, decoupledWeightDecay: true),
        "radam" => new RAdam(0.01f, beta2: 0.9f, weightDecay: 0.1f),
        "adagrad" => new AdaGrad(0.01f, 0.1f, 0.1f, 0.5f),
        "adadelta" => new AdaDelta(weightDecay: 0.1f),
        "rmsprop" => new RmsProp(weightDecay: 0.1f),
        "rmsprop-momentum" => new RmsProp(momentum: 0.9f),
        "rmsprop-centred" => new RmsProp(centered: true),
        "rmsprop-centred-momentum" => new RmsProp(momentum: 0.9f, centered: true),
        "lion" => new Lion(0.01f, weightDecay: 0.1f),
        "lamb" => new Lamb(0.01f),
        "clipped" => new Adam { ClipNorm = 1, ClipValue = 0.01f, Schedule = new CosineSchedule(0.01f, 100) },
        "grouped" => new AdamW(0.01f) { TrackGradientNorm = true, Groups = { new("first") { WeightDecay = 0, LearningRateScale = 3 }, new("last") { Frozen = true } } },
        _ => throw new ArgumentException(kind),
    };

    // Two tensors, the second one the longer.
    private static void Bind(Optimizer optimizer, int length) => optimizer.Bind(Networks.Of(("first", [length / 3]), ("last", [length - (length / 3)])));

    private static float[] Train(Optimizer optimizer, int length, int threads, int steps = 5)
    {
        var random = new Random(length);
        float[] parameters = [.. Enumerable.Range(0, length).Select(_ => random.NextSingle() - 0.5f)];
        float[] gradients = new float[length];
        using ThreadTeam? team = threads == 0 ? null : new ThreadTeam(threads);
        Bind(optimizer, length);
        for (int t = 0; t < steps; t++)
        {
            for (int i = 0; i < length; i++) gradients[i] = random.NextSingle() - 0.5f;
            optimizer.Step(parameters, gradients, team);
        }

        return parameters;
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_number_of_threads_does_not_change_a_bit(string kind)
    {
        foreach (int length in new[] { 1, 7, 16, 17, 1000, Optimizer.TeamThreshold, 60_013 })
        {
            byte[] alone = Bytes(Train(Create(kind), length, 0));
            foreach (int threads in new[] { 1, 2, 3 }) Assert.Equal(alone, Bytes(Train(Create(kind), length, threads)));
        }
    }

    [Fact]
    public void The_register_width_does_not_change_a_bit()
    {
        Widths<Sgd.Plain>();
        Widths<Sgd.WithMomentum>();
        Widths<Sgd.WithNesterov>();
        Widths<Adam.WithPenalty>();
        Widths<Adam.WithPenaltyByLargest>();
        Widths<AdamW.Decoupled>();
        Widths<AdamW.DecoupledByLargest>();
        Widths<Nadam.Rule>();
        Widths<RAdam.Rule>();
        Widths<AdaGrad.Rule>();
        Widths<AdaDelta.Rule>();
        Widths<RmsProp.Plain>();
        Widths<RmsProp.WithMomentum>();
        Widths<RmsProp.WithCentre>();
        Widths<RmsProp.WithCentreAndMomentum>();
        Widths<Lion.Rule>();
        Widths<LerpPass.Lerp>();
    }

    private static void Widths<TRule>()
        where TRule : IUpdateRule
    {
        foreach (int length in new[] { 1, 7, 16, 17, 63, 64, 65, 1000 })
        {
            Widths<TRule, AsItIs>(length);
            Widths<TRule, Clipped>(length);
        }
    }

    private static void Widths<TRule, TClip>(int length)
        where TRule : IUpdateRule
        where TClip : IClip
    {
        byte[] scalar = At<TRule, float, ScalarLanes, TClip>(length);
        Assert.Equal(scalar, At<TRule, Vector128<float>, Lanes128, TClip>(length));
        Assert.Equal(scalar, At<TRule, Vector256<float>, Lanes256, TClip>(length));
        Assert.Equal(scalar, At<TRule, Vector512<float>, Lanes512, TClip>(length));
    }

    private static unsafe byte[] At<TRule, TVector, TLanes, TClip>(int length)
        where TRule : IUpdateRule
        where TLanes : ILanes<TVector>
        where TClip : IClip
    {
        var random = new Random(length);
        float[] all = [.. Enumerable.Range(0, 5 * length).Select(_ => random.NextSingle() + 0.01f)];
        fixed (float* p = all)
        {
            StreamingUpdate<TRule>.Stream<TVector, TLanes, TClip>(
                p, p + length, p + (2 * length), p + (3 * length), p + (4 * length), length, new UpdateConstants(0.1f, 0.2f, 0.3f, 0.4f, 0.5f, 0.6f, -0.7f, 0.8f, 0.9f), 0.75f, 0.5f);
        }

        return Bytes(all);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_step_allocates_nothing_after_the_first(string kind)
    {
        foreach (int threads in new[] { 1, 2 })
        {
            using var team = new ThreadTeam(threads);
            Optimizer optimizer = Create(kind);
            float[] parameters = new float[60_000], gradients = new float[60_000];
            Bind(optimizer, parameters.Length);
            Assert.Equal(0, Allocation.Of(() =>
            {
                for (int i = 0; i < 20; i++) optimizer.Step(parameters, gradients, team);
            }));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void State_and_step_count_restored_into_another_optimizer_continue_with_the_same_bits(string kind)
    {
        Optimizer first = Create(kind);
        float[] parameters = Train(first, 100, 0);
        Optimizer second = Create(kind);
        Bind(second, 100);
        second.Restore(first.StepCount, [.. first.State.Select(s => new OptimizerState(s.Name, s.Values.ToArray()))]);
        float[] continued = [.. parameters];
        float[] gradients = [.. parameters.Select(p => p * p)];

        first.Step(parameters, gradients);
        second.Step(continued, gradients);

        Assert.Equal(Bytes(parameters), Bytes(continued));
        Assert.Equal(6, second.StepCount);
        foreach ((OptimizerState a, OptimizerState b) in first.State.Zip(second.State)) Assert.Equal(Bytes(a.Values.ToArray()), Bytes(b.Values.ToArray()));
    }

    [Fact]
    public void State_bears_PyTorchs_names()
    {
        Optimizer adam = Create("adam"), momentum = Create("momentum"), sgd = Create("sgd");
        Assert.Empty(adam.State);
        foreach (Optimizer o in new[] { adam, momentum, sgd }) Train(o, 3, 0);
        Assert.Equal(["exp_avg", "exp_avg_sq"], adam.State.Select(s => s.Name));
        Assert.Equal(["momentum_buffer"], momentum.State.Select(s => s.Name));
        Assert.Empty(sgd.State);
        Assert.All(adam.State, s => Assert.Equal(3, s.Values.Length));
    }

    [Fact]
    public void A_state_that_does_not_fit_is_refused_and_changes_nothing()
    {
        var adam = new Adam();
        Train(adam, 10, 0);
        byte[] before = Bytes(adam.State[0].Values.ToArray());
        OptimizerState Named(string name, int length) => new(name, new float[length]);

        Assert.Contains("exp_avg_sq", Assert.Throws<ArgumentException>(() => adam.Restore(9, [Named("exp_avg", 10), Named("momentum_buffer", 10)])).Message);
        Assert.Contains("11", Assert.Throws<ArgumentException>(() => adam.Restore(9, [Named("exp_avg", 10), Named("exp_avg_sq", 11)])).Message);
        Assert.Throws<ArgumentException>(() => adam.Restore(9, [Named("exp_avg", 10)]));
        Assert.Throws<ArgumentException>(() => new Sgd(1).Restore(9, [Named("exp_avg", 10)]));
        Assert.Throws<ArgumentOutOfRangeException>(() => adam.Restore(-1, []));
        Assert.Equal(5, adam.StepCount);
        Assert.Equal(before, Bytes(adam.State[0].Values.ToArray()));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Lengths_that_differ_are_refused(string kind)
    {
        Optimizer optimizer = Create(kind);
        Assert.Throws<ArgumentException>(() => optimizer.Step(new float[3], new float[4]));
        Assert.Equal(0, optimizer.StepCount);
        Bind(optimizer, 3);
        optimizer.Step(new float[3], new float[3]);
        var thrown = Assert.Throws<ArgumentException>(() => optimizer.Step(new float[5], new float[5]));
        Assert.Contains("5", thrown.Message);
        Assert.Contains("3", thrown.Message);
        Assert.Equal(1, optimizer.StepCount);
    }

    [Fact]
    public void Hyper_parameters_outside_their_range_are_named_with_value_and_range()
    {
        Refuses(() => new Sgd(-0.5f), "earningRate", "-0.5", "at least 0");
        Refuses(() => new Sgd(float.NaN), "earningRate", "NaN", "finite");
        Refuses(() => new Sgd(1, momentum: -1), "momentum", "-1", "at least 0");
        Refuses(() => new Sgd(1, dampening: float.PositiveInfinity), "dampening", "Infinity", "finite");
        Refuses(() => new Sgd(1, weightDecay: -2), "weightDecay", "-2", "at least 0");
        Refuses(() => new Adam(beta1: 1), "beta1", "1", "below 1");
        Refuses(() => new Adam(beta2: -0.25f), "beta2", "-0.25", "below 1");
        Refuses(() => new Adam(epsilon: -1), "epsilon", "-1", "at least 0");
        Refuses(() => new AdamW(beta1: float.NaN), "beta1", "NaN", "below 1");
        Refuses(() => new AdamW(weightDecay: float.NaN), "weightDecay", "NaN", "finite");
        Refuses(() => new Nadam(momentumDecay: -1), "momentumDecay", "-1", "at least 0");
        Refuses(() => new RAdam(beta2: 1.5f), "beta2", "1.5", "below 1");
        Refuses(() => new AdaGrad(initialAccumulator: -1), "initialAccumulator", "-1", "at least 0");
        Refuses(() => new AdaDelta(rho: 1), "rho", "1", "below 1");
        Refuses(() => new RmsProp(alpha: 1), "alpha", "1", "below 1");
        Refuses(() => new RmsProp(momentum: -1), "momentum", "-1", "at least 0");
        Refuses(() => new Lion(beta2: 1), "beta2", "1", "below 1");
        Refuses(() => new Lamb(epsilon: -1), "epsilon", "-1", "at least 0");
        Refuses(() => new Sgd(1) { WeightDecay = -1 }, "WeightDecay", "-1", "at least 0");
        Refuses(() => new Sgd(1) { ClipNorm = 0 }, "ClipNorm", "0", "above 0");
        Refuses(() => new Sgd(1) { ClipValue = float.NaN }, "ClipValue", "NaN", "above 0");
        Refuses(() => new Adam { LearningRate = -1 }, "LearningRate", "-1", "at least 0");
        Assert.Throws<ArgumentException>(() => new Sgd(1, nesterov: true));
        Assert.Throws<ArgumentException>(() => new Sgd(1, 0.9f, 0.1f, nesterov: true));

        static void Refuses(Func<Optimizer> create, params string[] parts)
        {
            var thrown = Assert.Throws<ArgumentOutOfRangeException>(() => create());
            foreach (string part in parts) Assert.Contains(part, thrown.Message);
        }
    }

    [Fact]
    public void The_learning_rate_of_the_moment_counts()
    {
        var sgd = new Sgd(1);
        float[] p = [0];
        sgd.Step(p, [1]);
        sgd.LearningRate = 0.5f;
        sgd.Step(p, [1]);
        Assert.Equal(-1.5f, p[0]);
    }

    private static byte[] Bytes(float[] values) => MemoryMarshal.AsBytes<float>(values).ToArray();
}
