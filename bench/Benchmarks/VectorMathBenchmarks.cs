using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using NeuralNet.Gen.Numerics;

namespace NeuralNet.Gen.Benchmarks;

/// <summary>
/// Our functions, which give the same bits at every vector width, beside .NET's TensorPrimitives, which do not: what the promise costs. 4,096
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

    private interface IFunction
    {
        static abstract Vector512<float> Of(Vector512<float> x);

        static abstract Vector256<float> Of(Vector256<float> x);
    }

    /// <summary>Fills the arguments with seeded numbers: -8 to 8, for the logarithm 0 to 16.</summary>
    [GlobalSetup]
    public void Setup()
    {
        var random = new Random(42);
        for (int i = 0; i < Count; i++)
        {
            _x[i] = (random.NextSingle() - 0.5f) * 16;
            _positive[i] = random.NextSingle() * 16 + 1e-3f;
        }
    }

    /// <summary>e to the power x.</summary>
    [Benchmark(Baseline = true), BenchmarkCategory("Exp")]
    public void ExpTensorPrimitives() => TensorPrimitives.Exp(_x, _y);

    /// <summary>e to the power x.</summary>
    [Benchmark, BenchmarkCategory("Exp")]
    public void ExpVectorMath() => Apply<ExpFunction>(_x, _y);

    /// <summary>Natural logarithm.</summary>
    [Benchmark(Baseline = true), BenchmarkCategory("Log")]
    public void LogTensorPrimitives() => TensorPrimitives.Log(_positive, _y);

    /// <summary>Natural logarithm.</summary>
    [Benchmark, BenchmarkCategory("Log")]
    public void LogVectorMath() => Apply<LogFunction>(_positive, _y);

    /// <summary>Hyperbolic tangent.</summary>
    [Benchmark(Baseline = true), BenchmarkCategory("Tanh")]
    public void TanhTensorPrimitives() => TensorPrimitives.Tanh(_x, _y);

    /// <summary>Hyperbolic tangent.</summary>
    [Benchmark, BenchmarkCategory("Tanh")]
    public void TanhVectorMath() => Apply<TanhFunction>(_x, _y);

    /// <summary>1 / (1 + e^-x).</summary>
    [Benchmark(Baseline = true), BenchmarkCategory("Sigmoid")]
    public void SigmoidTensorPrimitives() => TensorPrimitives.Sigmoid(_x, _y);

    /// <summary>1 / (1 + e^-x).</summary>
    [Benchmark, BenchmarkCategory("Sigmoid")]
    public void SigmoidVectorMath() => Apply<SigmoidFunction>(_x, _y);

    private static void Apply<TFunction>(float[] x, float[] y)
        where TFunction : struct, IFunction
    {
        ref float source = ref MemoryMarshal.GetArrayDataReference(x);
        ref float destination = ref MemoryMarshal.GetArrayDataReference(y);
        if (Vector512.IsHardwareAccelerated)
        {
            for (nuint i = 0; i < Count; i += 16) TFunction.Of(Vector512.LoadUnsafe(ref source, i)).StoreUnsafe(ref destination, i);
        }
        else
        {
            for (nuint i = 0; i < Count; i += 8) TFunction.Of(Vector256.LoadUnsafe(ref source, i)).StoreUnsafe(ref destination, i);
        }
    }

    private struct ExpFunction : IFunction
    {
        public static Vector512<float> Of(Vector512<float> x) => VectorMath.Exp(x);

        public static Vector256<float> Of(Vector256<float> x) => VectorMath.Exp(x);
    }

    private struct LogFunction : IFunction
    {
        public static Vector512<float> Of(Vector512<float> x) => VectorMath.Log(x);

        public static Vector256<float> Of(Vector256<float> x) => VectorMath.Log(x);
    }

    private struct TanhFunction : IFunction
    {
        public static Vector512<float> Of(Vector512<float> x) => VectorMath.Tanh(x);

        public static Vector256<float> Of(Vector256<float> x) => VectorMath.Tanh(x);
    }

    private struct SigmoidFunction : IFunction
    {
        public static Vector512<float> Of(Vector512<float> x) => VectorMath.Sigmoid(x);

        public static Vector256<float> Of(Vector256<float> x) => VectorMath.Sigmoid(x);
    }
}
