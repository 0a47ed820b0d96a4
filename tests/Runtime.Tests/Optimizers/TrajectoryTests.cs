using Xunit;

namespace NeuralNet.Gen.Runtime.Tests.Optimizers;

/// <summary>
/// Trajectories of <c>torch.optim</c>: numbers that its optimisers gave in double precision (TorchSharp 0.107), and its documented algorithms line by line in double precision over more steps.
/// </summary>
public sealed class TrajectoryTests
{
    private static float Start(int i) => ((i * 3 % 7) - 3) / 2f;

    private static float Gradient(int t, int i) => ((((i * 7) + (t * 13)) % 11) - 5) / 4f;

    // Five numbers in two tensors; after steps 1, 2 and 8.
    private static void Reaches(Optimizer optimizer, double[] first, double[] second, double[] eighth)
    {
        float[] p = [.. Enumerable.Range(0, 5).Select(Start)];
        for (int t = 0; t < 8; t++)
        {
            optimizer.Step(p, [.. Enumerable.Range(0, 5).Select(i => Gradient(t, i))]);
            double[]? expected = t switch { 0 => first, 1 => second, 7 => eighth, _ => null };
            for (int i = 0; expected is not null && i < 5; i++) Assert.Equal(expected[i], p[i], 2e-6);
        }
    }

    [Fact]
    public void Sgd_reaches_the_numbers_of_PyTorch()
        => Reaches(new Sgd(0.1f, 0.9f, weightDecay: 0.01f, nesterov: true), [-1.25965, -0.095, 1.59215, -0.73655, 0.9506], [-1.01229167, -0.3253195, 1.62840991, -0.645995555, 0.78523386], [-0.630243418, -0.293394587, 1.8142438, -0.481953266, 0.0919598845]);

    [Fact]
    public void Sgd_clipped_by_norm_reaches_the_numbers_of_PyTorch()
        => Reaches(new Sgd(0.1f, 0.9f, weightDecay: 0.01f, nesterov: true) { ClipNorm = 1 }, [-1.3734706, -0.0494717604, 1.54662176, -0.622729401, 0.97336412], [-1.2363094, -0.177948527, 1.56355877, -0.566387527, 0.879549304], [-1.05254079, -0.146875017, 1.65058865, -0.480026103, 0.549092187]);

    [Fact]
    public void Adam_reaches_the_numbers_of_PyTorch()
        => Reaches(new Adam(0.01f, weightDecay: 0.1f), [-1.49, -0.0099999998, 1.51, -0.51, 0.99], [-1.48034037, -0.0196528866, 1.51320292, -0.510135321, 0.980567083], [-1.45557917, -0.0172131989, 1.50269778, -0.505319454, 0.955056018]);

    [Fact]
    public void Amsgrad_reaches_the_numbers_of_PyTorch()
        => Reaches(new Adam(0.01f, beta2: 0.99f, weightDecay: 0.1f, amsgrad: true), [-1.49, -0.0099999998, 1.51, -0.51, 0.99], [-1.48033126, -0.0196398276, 1.5132079, -0.510135361, 0.980582183], [-1.45550643, -0.0171936295, 1.50274261, -0.505324145, 0.955100047]);

    [Fact]
    public void Adamw_reaches_the_numbers_of_PyTorch()
        => Reaches(new AdamW(0.01f, weightDecay: 0.1f), [-1.4885, -0.0099999998, 1.5085, -0.5095, 0.989], [-1.4774366, -0.0196418199, 1.51369208, -0.50957175, 0.978833189], [-1.45184455, -0.0171946048, 1.50725012, -0.505168379, 0.953218183]);

    [Fact]
    public void Nadam_reaches_the_numbers_of_PyTorch()
        => Reaches(new Nadam(weightDecay: 0.1f), [-1.4978871, -0.00211290351, 1.5021129, -0.502112904, 0.997887097], [-1.49665062, -0.00403872877, 1.50140421, -0.500831011, 0.995906467], [-1.49547739, -0.00425668568, 1.49933247, -0.499256502, 0.992360391]);

    // The last five by PyTorch's documented algorithm: TorchSharp 0.107 multiplies rectified steps by the learning rate twice.
    [Fact]
    public void Radam_reaches_the_numbers_of_PyTorch()
        => Reaches(new RAdam(0.01f, weightDecay: 0.1f), [-1.486, -0.005, 1.5035, -0.512, 0.9965], [-1.47463895, -0.0126289474, 1.50436658, -0.512151579, 0.990370263], [-1.45705002, -0.00872345, 1.49706568, -0.50857283, 0.97574757]);

    [Fact]
    public void Adagrad_reaches_the_numbers_of_PyTorch()
        => Reaches(new AdaGrad(0.1f, 0.05f, 0.1f, 0.5f), [-1.41073926, -0.0577350269, 1.5443607, -0.586154979, 0.955639302], [-1.36369412, -0.129549238, 1.52606599, -0.528526, 0.886006517], [-1.36297521, -0.0966603839, 1.46653988, -0.491333296, 0.815767067]);

    [Fact]
    public void Adadelta_reaches_the_numbers_of_PyTorch()
        => Reaches(new AdaDelta(weightDecay: 0.1f), [-1.49683773, -0.00316221442, 1.50316215, -0.503162267, 0.996837851], [-1.49432962, -0.00720253292, 1.50131788, -0.500129748, 0.992672576], [-1.49313041, -0.00743267034, 1.4986217, -0.496332256, 0.985532969]);

    [Fact]
    public void Rmsprop_reaches_the_numbers_of_PyTorch()
        => Reaches(new RmsProp(weightDecay: 0.1f), [-1.40000001, -0.09999998, 1.59999997, -0.599999992, 0.900000029], [-1.34615941, -0.189352482, 1.55825099, -0.533609806, 0.807623996], [-1.34401575, -0.162122358, 1.46827476, -0.484028405, 0.715279267]);

    [Fact]
    public void RmspropMomentumCentered_reaches_the_numbers_of_PyTorch()
        => Reaches(new RmsProp(alpha: 0.9f, weightDecay: 0.1f, momentum: 0.9f, centered: true), [-1.46666667, -0.0333333311, 1.53333333, -0.533333332, 0.96666667], [-1.41711325, -0.0947088847, 1.54994407, -0.541856582, 0.904484666], [-1.2311293, -0.223299166, 1.46354423, -0.55161495, 0.552860775]);

    private delegate (double P, double[] State) Rule(double p, double g, double[] state, int t);

    // Forty steps of 37 numbers along a rule that says for one number what becomes of it.
    private static void Follows(Optimizer optimizer, Rule rule, double[] state, double tolerance = 5e-6)
    {
        const int Length = 37, Steps = 40;
        var random = new Random(11);
        float[] parameters = [.. Enumerable.Range(0, Length).Select(_ => (random.NextSingle() * 4) - 2)];
        double[] expected = [.. parameters.Select(p => (double)p)];
        double[][] states = [.. parameters.Select(_ => (double[])state.Clone())];
        for (int t = 1; t <= Steps; t++)
        {
            float[] gradients = [.. Enumerable.Range(0, Length).Select(_ => (random.NextSingle() * 2) - 1)];
            optimizer.Step(parameters, gradients);
            for (int i = 0; i < Length; i++)
            {
                (expected[i], states[i]) = rule(expected[i], gradients[i], states[i], t);
                double error = Math.Abs(parameters[i] - expected[i]) / Math.Max(1, Math.Abs(expected[i]));
                Assert.True(error <= tolerance, $"step {t}, element {i}: {parameters[i]:G9}, expected {expected[i]:G9}");
            }
        }
    }

    private static (double M, double V) Means(double g, double[] s, double beta1, double beta2)
        => ((beta1 * s[0]) + ((1 - beta1) * g), (beta2 * s[1]) + ((1 - beta2) * g * g));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Amsgrad_follows_its_rule(bool decoupled)
        => Follows(
            decoupled ? new AdamW(0.01f, beta2: 0.9f, weightDecay: 0.1f, amsgrad: true) : new Adam(0.01f, beta2: 0.9f, weightDecay: 0.1f, amsgrad: true),
            (p, g, s, t) =>
            {
                if (decoupled) p -= 0.01 * 0.1 * p;
                else g += 0.1 * p;
                (double m, double v) = Means(g, s, 0.9, 0.9);
                double largest = Math.Max(s[2], v);
                return (p - (0.01 / (1 - Math.Pow(0.9, t)) * m / ((Math.Sqrt(largest) / Math.Sqrt(1 - Math.Pow(0.9, t))) + 1e-8)), [m, v, largest]);
            },
            [0, 0, 0]);

    [Theory]
    [InlineData(0.004, false)]
    [InlineData(0.1, true)]
    public void Nadam_follows_its_rule(double momentumDecay, bool decoupled)
        => Follows(
            new Nadam(0.01f, weightDecay: 0.1f, momentumDecay: (float)momentumDecay, decoupledWeightDecay: decoupled),
            (p, g, s, t) =>
            {
                if (decoupled) p *= 1 - (0.01 * 0.1);
                else g += 0.1 * p;
                double now = 0.9 * (1 - (0.5 * Math.Pow(0.96, t * momentumDecay))), next = 0.9 * (1 - (0.5 * Math.Pow(0.96, (t + 1) * momentumDecay))), product = s[2] * now;
                (double m, double v) = Means(g, s, 0.9, 0.999);
                double denominator = Math.Sqrt(v / (1 - Math.Pow(0.999, t))) + 1e-8;
                p -= 0.01 * (1 - now) / (1 - product) * g / denominator;
                p -= 0.01 * next / (1 - (product * next)) * m / denominator;
                return (p, [m, v, product]);
            },
            [0, 0, 1]);

    [Theory]
    [InlineData(0.999, false)]
    [InlineData(0.9, true)]
    [InlineData(0.5, false)]
    public void RAdam_follows_its_rule(double beta2, bool decoupled)
        => Follows(
            new RAdam(0.01f, beta2: (float)beta2, weightDecay: 0.1f, decoupledWeightDecay: decoupled),
            (p, g, s, t) =>
            {
                if (decoupled) p *= 1 - (0.01 * 0.1);
                else g += 0.1 * p;
                (double m, double v) = Means(g, s, 0.9, beta2);
                double corrected = m / (1 - Math.Pow(0.9, t)), infinite = (2 / (1 - beta2)) - 1;
                double rho = infinite - (2 * t * Math.Pow(beta2, t) / (1 - Math.Pow(beta2, t)));
                if (rho <= 5) return (p - (0.01 * corrected), [m, v]);
                double l = Math.Sqrt(1 - Math.Pow(beta2, t)) / (Math.Sqrt(v) + 1e-8);
                double r = Math.Sqrt((rho - 4) * (rho - 2) * infinite / ((infinite - 4) * (infinite - 2) * rho));
                return (p - (0.01 * corrected * r * l), [m, v]);
            },
            [0, 0],
            tolerance: 1e-5);

    [Fact]
    public void AdaGrad_follows_its_rule()
        => Follows(
            new AdaGrad(0.1f, 0.05f, 0.1f, 0.25f),
            (p, g, s, t) =>
            {
                g += 0.1 * p;
                double sum = s[0] + (g * g);
                return (p - (0.1 / (1 + ((t - 1) * 0.05)) * g / (Math.Sqrt(sum) + 1e-10)), [sum]);
            },
            [0.25]);

    [Fact]
    public void AdaDelta_follows_its_rule()
        => Follows(
            new AdaDelta(0.5f, 0.8f, 1e-4f, 0.1f),
            (p, g, s, t) =>
            {
                g += 0.1 * p;
                double v = (0.8 * s[0]) + (0.2 * g * g), step = Math.Sqrt(s[1] + 1e-4) / Math.Sqrt(v + 1e-4) * g;
                return (p - (0.5 * step), [v, (0.8 * s[1]) + (0.2 * step * step)]);
            },
            [0, 0]);

    [Theory]
    [InlineData(0, false)]
    [InlineData(0.9, false)]
    [InlineData(0, true)]
    [InlineData(0.5, true)]
    public void RmsProp_follows_its_rule(double momentum, bool centered)
        => Follows(
            new RmsProp(0.01f, 0.95f, 1e-4f, 0.1f, (float)momentum, centered),
            (p, g, s, t) =>
            {
                g += 0.1 * p;
                double v = (0.95 * s[0]) + (0.05 * g * g), a = (0.95 * s[1]) + (0.05 * g);
                double update = g / (Math.Sqrt(centered ? v - (a * a) : v) + 1e-4), buffer = (momentum * s[2]) + update;
                return (p - (0.01 * (momentum > 0 ? buffer : update)), [v, a, buffer]);
            },
            [0, 0, 0],
            tolerance: 5e-5);

    [Fact]
    public void Lion_follows_its_rule()
        => Follows(
            new Lion(0.01f, weightDecay: 0.1f),
            (p, g, s, t) => ((p * (1 - (0.01 * 0.1))) - (0.01 * Math.Sign((0.9 * s[0]) + (0.1 * g))), [(0.99 * s[0]) + (0.01 * g)]),
            [0]);

    [Fact]
    public void Lion_does_not_move_without_a_gradient_and_hands_NaN_on()
    {
        float[] p = [1, 1];
        new Lion(0.1f).Step(p, [0, float.NaN]);
        Assert.Equal(1, p[0]);
        Assert.True(float.IsNaN(p[1]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    public void Lamb_follows_its_rule_tensor_by_tensor(double decay)
    {
        // One tensor is longer than a piece, one starts at an odd place, one is zero.
        int[] lengths = [5003, 1, 37, 4];
        int total = lengths.Sum();
        var random = new Random(5);
        float[] parameters = [.. Enumerable.Range(0, total).Select(i => i >= total - 4 ? 0 : random.NextSingle() - 0.5f)];
        double[] p = [.. parameters.Select(x => (double)x)], m = new double[total], v = new double[total], r = new double[total];
        var optimizer = new Lamb(0.02f, weightDecay: (float)decay);
        optimizer.Bind(Networks.Of(("a", [lengths[0]]), ("b", [lengths[1]]), ("c", [lengths[2]]), ("d", [lengths[3]])));
        for (int t = 1; t <= 6; t++)
        {
            float[] gradients = [.. Enumerable.Range(0, total).Select(_ => random.NextSingle() - 0.5f)];
            optimizer.Step(parameters, gradients);
            int from = 0;
            foreach (int length in lengths)
            {
                double ofParameters = 0, ofDirections = 0;
                for (int i = from; i < from + length; i++)
                {
                    m[i] = (0.9 * m[i]) + (0.1 * gradients[i]);
                    v[i] = (0.999 * v[i]) + (0.001 * gradients[i] * gradients[i]);
                    r[i] = (m[i] / (1 - Math.Pow(0.9, t)) / (Math.Sqrt(v[i] / (1 - Math.Pow(0.999, t))) + 1e-6)) + (decay * p[i]);
                    ofParameters += p[i] * p[i];
                    ofDirections += r[i] * r[i];
                }

                double trust = ofParameters == 0 || ofDirections == 0 ? 1 : Math.Sqrt(ofParameters) / Math.Sqrt(ofDirections);
                for (int i = from; i < from + length; i++)
                {
                    p[i] -= 0.02 * trust * r[i];
                    Assert.True(Math.Abs(parameters[i] - p[i]) <= 2e-5, $"step {t}, element {i}: {parameters[i]:G9}, expected {p[i]:G9}");
                }

                from += length;
            }
        }
    }

    [Fact]
    public void Lamb_wants_to_know_the_tensors()
    {
        float[] p = [1, 2];
        Assert.Contains("Bind", Assert.Throws<InvalidOperationException>(() => new Lamb().Step(p, [1, 1])).Message);
        Assert.Equal([1, 2], p);
    }
}
