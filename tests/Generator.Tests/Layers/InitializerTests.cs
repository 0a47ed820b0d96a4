using System.Globalization;
using NeuralNet.Gen.Generator.Tests.Fixtures;

namespace NeuralNet.Gen.Generator.Tests.Layers;

/// <summary>How the parameters of a dense layer start. The statistics are those of 400 × 300 numbers; their bounds are 5 standard errors.</summary>
public sealed class InitializerTests : NetworkTests
{
    private const int FanIn = 300, FanOut = 400;

    private protected override IEnumerable<OracleNetwork> Networks => Uniforms.Select(u => Net(u.Arguments)).Concat(Normals.Select(n => Net(n.Arguments)))
        .Concat([Net(Zeros), Net(Constants), Two("", ""), Two("Name = \"first\"", "Name = \"dense2\""), Two("", "Name = \"other\"")]);

    private const string Zeros = "WeightInitializer = Initializer.Zeros, BiasInitializer = Initializer.Zeros";
    private const string Constants = "WeightInitializer = Initializer.Constant, WeightConstant = 0.25f, BiasInitializer = Initializer.Constant, BiasConstant = -1.5f";

    private static (string Arguments, double Bound)[] Uniforms =>
    [
        ("", 1 / Math.Sqrt(FanIn)),
        ("WeightInitializer = Initializer.KaimingUniform", Math.Sqrt(2) * Math.Sqrt(3.0 / FanIn)),
        ("WeightInitializer = Initializer.KaimingUniform, WeightGain = 0.5f", 0.5 * Math.Sqrt(3.0 / FanIn)),
        ("WeightInitializer = Initializer.XavierUniform", Math.Sqrt(6.0 / (FanIn + FanOut))),
        ("WeightInitializer = Initializer.XavierUniform, WeightGain = 2f", 2 * Math.Sqrt(6.0 / (FanIn + FanOut))),
    ];

    private static (string Arguments, double Deviation)[] Normals =>
    [
        ("WeightInitializer = Initializer.KaimingNormal", Math.Sqrt(2.0 / FanIn)),
        ("WeightInitializer = Initializer.KaimingNormal, WeightGain = 1f", Math.Sqrt(1.0 / FanIn)),
        ("WeightInitializer = Initializer.XavierNormal", Math.Sqrt(2.0 / (FanIn + FanOut))),
        ("WeightInitializer = Initializer.XavierNormal, WeightGain = 3f", 3 * Math.Sqrt(2.0 / (FanIn + FanOut))),
    ];

    [Fact]
    public void Uniform_weights_fill_their_interval_evenly()
    {
        foreach ((string arguments, double bound) in Uniforms)
        {
            double[] weight = Create(Net(arguments)).Parameter("dense1.weight");
            Assert.All(weight, w => Assert.InRange(w, -bound * (1 + 1e-6), bound * (1 + 1e-6)));
            Assert.InRange(weight.Max(), bound * 0.9998, double.MaxValue);
            Assert.InRange(weight.Min(), double.MinValue, -bound * 0.9998);
            Moments(arguments, weight, bound / Math.Sqrt(3), excess: -1.2);
        }
    }

    [Fact]
    public void Normal_weights_have_the_deviation_of_the_formula()
    {
        foreach ((string arguments, double deviation) in Normals)
        {
            double[] weight = Create(Net(arguments)).Parameter("dense1.weight");
            Moments(arguments, weight, deviation, excess: 0);
            double beyondTwo = weight.Count(w => Math.Abs(w) > 2 * deviation) / (double)weight.Length;
            Assert.Equal(0.0455003, beyondTwo, 5 * Math.Sqrt(0.0455 * 0.9545 / weight.Length));
        }
    }

    [Fact]
    public void Biases_start_uniform_within_the_inverse_root_of_the_inputs_whatever_the_weights_do()
    {
        foreach (string arguments in (string[])["", "WeightInitializer = Initializer.XavierNormal"])
        {
            double bound = 1 / Math.Sqrt(FanIn);
            double[] bias = Create(Net(arguments)).Parameter("dense1.bias");
            Assert.All(bias, b => Assert.InRange(Math.Abs(b), 0, bound * (1 + 1e-6)));
            Assert.InRange(bias.Max(), 0.95 * bound, bound);
            Assert.True(bias.Distinct().Count() > 0.99 * bias.Length);
        }
    }

    [Fact]
    public void Zeros_and_constants_are_what_they_say()
    {
        Network network = Create(Net(Zeros));
        Assert.All(network.Instance.Parameters.ToArray(), p => Assert.Equal(0, BitConverter.SingleToInt32Bits(p)));
        network = Create(Net(Constants));
        Assert.All(network.Parameter("dense1.weight"), w => Assert.Equal(0.25, w));
        Assert.All(network.Parameter("dense1.bias"), b => Assert.Equal(-1.5, b));
    }

    [Fact]
    public void Draws_depend_on_the_seed_and_the_name_alone()
    {
        OracleNetwork plain = Two("", ""), renamedFirst = Two("Name = \"first\"", "Name = \"dense2\""), renamedSecond = Two("", "Name = \"other\"");
        double[] first = Parameters(plain, 1, "dense1"), second = Parameters(plain, 1, "dense2");
        Assert.Equal(first, Parameters(plain, 1, "dense1"));
        Assert.Equal(first, Parameters(renamedSecond, 1, "dense1"));
        Assert.Equal(second, Parameters(renamedFirst, 1, "dense2"));
        Unrelated(first, second);
        Unrelated(first, Parameters(plain, 2, "dense1"));
        Unrelated(first, Parameters(plain, ulong.MaxValue, "dense1"));
        Unrelated(first, Parameters(renamedFirst, 1, "first"));
        Unrelated(second, Parameters(renamedSecond, 1, "other"));

        double[] Parameters(OracleNetwork oracle, ulong seed, string layer)
        {
            Network network = CreateUnread(oracle, seed);
            return [.. network.Parameter(layer + ".weight"), .. network.Parameter(layer + ".bias")];
        }

        static void Unrelated(double[] a, double[] b) => Assert.InRange(a.Zip(b).Count(pair => pair.First == pair.Second), 0, 2);
    }

    private static void Moments(string what, double[] values, double deviation, double excess)
    {
        double n = values.Length, mean = values.Average(), variance = values.Sum(v => (v - mean) * (v - mean)) / n;
        double fourth = values.Sum(v => Math.Pow(v - mean, 4)) / n / variance / variance - 3;
        Assert.True(Math.Abs(mean) < 5 * deviation / Math.Sqrt(n), string.Create(CultureInfo.InvariantCulture, $"{what}: mean {mean}"));
        Assert.True(Math.Abs(Math.Sqrt(variance) / deviation - 1) < 5 / Math.Sqrt(2 * n), string.Create(CultureInfo.InvariantCulture, $"{what}: deviation {Math.Sqrt(variance)}, not {deviation}"));
        Assert.True(Math.Abs(fourth - excess) < 5 * Math.Sqrt(24 / n), string.Create(CultureInfo.InvariantCulture, $"{what}: excess kurtosis {fourth}"));
    }

    private static OracleNetwork Net(string arguments) => new(FanIn, null, new OracleDense(FanOut, arguments));

    private static OracleNetwork Two(string first, string second) => new(8, null, new OracleDense(8, first), new OracleDense(8, second));
}
