using System.Numerics.Tensors;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using NeuralNet.Gen.Numerics;

namespace NeuralNet.Gen.Benchmarks;

/// <summary>
/// Our functions over arrays, which give the same bits at every vector width, beside .NET's TensorPrimitives, which do not: what the promise costs. 4,096
/// numbers, all in the first-level cache.
/// </summary>
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory)]
[CategoriesColumn]
public class VectorMathBenchmarks
{
    private const int Count = 4096;

    private readonly float[] _x = new float[Count];
    private readonly float[] _positive = new float[Count];
    private readonly float[] _y = new float[Count];

    /// <summary>
    /// <c>Usual</c>: -8 to 8, for the logarithm 0 to 16. <c>WholeRange</c>: every bit pattern equally likely, so that every exponent, subnormals, infinities and NaN among
    /// them, is met as often.
    /// </summary>
    [Params("Usual", "WholeRange")]
    public string Arguments { get; set; } = "Usual";

    /// <summary>Fills the arguments with seeded numbers.</summary>
    [GlobalSetup]
    public void Setup()
    {
        var random = new Random(42);
        for (int i = 0; i < Count; i++)
        {
            bool isUsual = Arguments == "Usual";
            int bits = random.Next(int.MinValue, int.MaxValue);
            _x[i] = isUsual ? (random.NextSingle() - 0.5f) * 16 : BitConverter.Int32BitsToSingle(bits);
            _positive[i] = isUsual ? random.NextSingle() * 16 + 1e-3f : BitConverter.Int32BitsToSingle(bits & int.MaxValue);
        }
    }

    /// <summary>e to the power x.</summary>
    [Benchmark(Baseline = true), BenchmarkCategory("Exp")]
    public void ExpTensorPrimitives() => TensorPrimitives.Exp(_x, _y);

    /// <summary>e to the power x.</summary>
    [Benchmark, BenchmarkCategory("Exp")]
    public void ExpVectorMath() => VectorMath.Exp(_x, _y);

    /// <summary>Natural logarithm.</summary>
    [Benchmark(Baseline = true), BenchmarkCategory("Log")]
    public void LogTensorPrimitives() => TensorPrimitives.Log(_positive, _y);

    /// <summary>Natural logarithm.</summary>
    [Benchmark, BenchmarkCategory("Log")]
    public void LogVectorMath() => VectorMath.Log(_positive, _y);

    /// <summary>Hyperbolic tangent.</summary>
    [Benchmark(Baseline = true), BenchmarkCategory("Tanh")]
    public void TanhTensorPrimitives() => TensorPrimitives.Tanh(_x, _y);

    /// <summary>Hyperbolic tangent.</summary>
    [Benchmark, BenchmarkCategory("Tanh")]
    public void TanhVectorMath() => VectorMath.Tanh(_x, _y);

    /// <summary>1 / (1 + e^-x).</summary>
    [Benchmark(Baseline = true), BenchmarkCategory("Sigmoid")]
    public void SigmoidTensorPrimitives() => TensorPrimitives.Sigmoid(_x, _y);

    /// <summary>1 / (1 + e^-x).</summary>
    [Benchmark, BenchmarkCategory("Sigmoid")]
    public void SigmoidVectorMath() => VectorMath.Sigmoid(_x, _y);

    /// <summary>Gauss error function. Neither TensorPrimitives nor .NET's mathematics has one: the baseline is ours, number by number.</summary>
    [Benchmark(Baseline = true), BenchmarkCategory("Erf")]
    public void ErfNumberByNumber()
    {
        for (int i = 0; i < Count; i++)
        {
            _y[i] = VectorMath.Erf(_x[i]);
        }
    }

    /// <summary>Gauss error function.</summary>
    [Benchmark, BenchmarkCategory("Erf")]
    public void ErfVectorMath() => VectorMath.Erf(_x, _y);
}
