using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Compare.Timing;

/// <summary>
/// P, the peak of one core in fused multiply-adds of float32: independent chains in registers, more of them than latency × units, no memory. The
/// widest accelerated vector is used.
/// </summary>
internal static class FmaPeak
{
    private const double TurnSeconds = 0.005;

    private static long s_iterations = 100_000;

    /// <summary>The width in use, in bits.</summary>
    public static int Bits => Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128;

    /// <summary>Measures P once, in 5 ms.</summary>
    /// <returns>GFLOP/s; a multiply-add counts 2.</returns>
    public static double Measure()
    {
        while (true)
        {
            long start = Stopwatch.GetTimestamp();
            long flops = Bits switch
            {
                512 => Chains512(s_iterations, 0.5f, 1f),
                256 => Chains256(s_iterations, 0.5f, 1f),
                _ => Chains128(s_iterations, 0.5f, 1f),
            };
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            if (seconds >= TurnSeconds) return flops / seconds / 1e9;
            s_iterations = (long)(s_iterations * Math.Clamp(1.2 * TurnSeconds / seconds, 1.1, 100));
        }
    }

    // x = x·a + b converges to b / (1 - a): no infinities, no denormals. The results are returned into a branch, so that no chain is dead.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static long Chains512(long iterations, float factor, float addend)
    {
        Vector512<float> a = Vector512.Create(factor), b = Vector512.Create(addend);
        Vector512<float> x0 = Vector512.Create(0f), x1 = Vector512.Create(1f), x2 = Vector512.Create(2f), x3 = Vector512.Create(3f);
        Vector512<float> x4 = Vector512.Create(4f), x5 = Vector512.Create(5f), x6 = Vector512.Create(6f), x7 = Vector512.Create(7f);
        Vector512<float> x8 = Vector512.Create(8f), x9 = Vector512.Create(9f), x10 = Vector512.Create(10f), x11 = Vector512.Create(11f);
        Vector512<float> x12 = Vector512.Create(12f), x13 = Vector512.Create(13f), x14 = Vector512.Create(14f), x15 = Vector512.Create(15f);
        for (long i = 0; i < iterations; i++)
        {
            x0 = Vector512.FusedMultiplyAdd(x0, a, b);
            x1 = Vector512.FusedMultiplyAdd(x1, a, b);
            x2 = Vector512.FusedMultiplyAdd(x2, a, b);
            x3 = Vector512.FusedMultiplyAdd(x3, a, b);
            x4 = Vector512.FusedMultiplyAdd(x4, a, b);
            x5 = Vector512.FusedMultiplyAdd(x5, a, b);
            x6 = Vector512.FusedMultiplyAdd(x6, a, b);
            x7 = Vector512.FusedMultiplyAdd(x7, a, b);
            x8 = Vector512.FusedMultiplyAdd(x8, a, b);
            x9 = Vector512.FusedMultiplyAdd(x9, a, b);
            x10 = Vector512.FusedMultiplyAdd(x10, a, b);
            x11 = Vector512.FusedMultiplyAdd(x11, a, b);
            x12 = Vector512.FusedMultiplyAdd(x12, a, b);
            x13 = Vector512.FusedMultiplyAdd(x13, a, b);
            x14 = Vector512.FusedMultiplyAdd(x14, a, b);
            x15 = Vector512.FusedMultiplyAdd(x15, a, b);
        }

        Vector512<float> sum = x0 + x1 + x2 + x3 + x4 + x5 + x6 + x7 + x8 + x9 + x10 + x11 + x12 + x13 + x14 + x15;
        return float.IsNaN(Vector512.Sum(sum)) ? 0 : iterations * 16 * Vector512<float>.Count * 2;
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static long Chains256(long iterations, float factor, float addend)
    {
        Vector256<float> a = Vector256.Create(factor), b = Vector256.Create(addend);
        Vector256<float> x0 = Vector256.Create(0f), x1 = Vector256.Create(1f), x2 = Vector256.Create(2f), x3 = Vector256.Create(3f);
        Vector256<float> x4 = Vector256.Create(4f), x5 = Vector256.Create(5f), x6 = Vector256.Create(6f), x7 = Vector256.Create(7f);
        Vector256<float> x8 = Vector256.Create(8f), x9 = Vector256.Create(9f), x10 = Vector256.Create(10f), x11 = Vector256.Create(11f);
        for (long i = 0; i < iterations; i++)
        {
            x0 = Vector256.FusedMultiplyAdd(x0, a, b);
            x1 = Vector256.FusedMultiplyAdd(x1, a, b);
            x2 = Vector256.FusedMultiplyAdd(x2, a, b);
            x3 = Vector256.FusedMultiplyAdd(x3, a, b);
            x4 = Vector256.FusedMultiplyAdd(x4, a, b);
            x5 = Vector256.FusedMultiplyAdd(x5, a, b);
            x6 = Vector256.FusedMultiplyAdd(x6, a, b);
            x7 = Vector256.FusedMultiplyAdd(x7, a, b);
            x8 = Vector256.FusedMultiplyAdd(x8, a, b);
            x9 = Vector256.FusedMultiplyAdd(x9, a, b);
            x10 = Vector256.FusedMultiplyAdd(x10, a, b);
            x11 = Vector256.FusedMultiplyAdd(x11, a, b);
        }

        Vector256<float> sum = x0 + x1 + x2 + x3 + x4 + x5 + x6 + x7 + x8 + x9 + x10 + x11;
        return float.IsNaN(Vector256.Sum(sum)) ? 0 : iterations * 12 * Vector256<float>.Count * 2;
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static long Chains128(long iterations, float factor, float addend)
    {
        Vector128<float> a = Vector128.Create(factor), b = Vector128.Create(addend);
        Vector128<float> x0 = Vector128.Create(0f), x1 = Vector128.Create(1f), x2 = Vector128.Create(2f), x3 = Vector128.Create(3f);
        Vector128<float> x4 = Vector128.Create(4f), x5 = Vector128.Create(5f), x6 = Vector128.Create(6f), x7 = Vector128.Create(7f);
        Vector128<float> x8 = Vector128.Create(8f), x9 = Vector128.Create(9f), x10 = Vector128.Create(10f), x11 = Vector128.Create(11f);
        Vector128<float> x12 = Vector128.Create(12f), x13 = Vector128.Create(13f), x14 = Vector128.Create(14f), x15 = Vector128.Create(15f);
        for (long i = 0; i < iterations; i++)
        {
            x0 = Vector128.FusedMultiplyAdd(x0, a, b);
            x1 = Vector128.FusedMultiplyAdd(x1, a, b);
            x2 = Vector128.FusedMultiplyAdd(x2, a, b);
            x3 = Vector128.FusedMultiplyAdd(x3, a, b);
            x4 = Vector128.FusedMultiplyAdd(x4, a, b);
            x5 = Vector128.FusedMultiplyAdd(x5, a, b);
            x6 = Vector128.FusedMultiplyAdd(x6, a, b);
            x7 = Vector128.FusedMultiplyAdd(x7, a, b);
            x8 = Vector128.FusedMultiplyAdd(x8, a, b);
            x9 = Vector128.FusedMultiplyAdd(x9, a, b);
            x10 = Vector128.FusedMultiplyAdd(x10, a, b);
            x11 = Vector128.FusedMultiplyAdd(x11, a, b);
            x12 = Vector128.FusedMultiplyAdd(x12, a, b);
            x13 = Vector128.FusedMultiplyAdd(x13, a, b);
            x14 = Vector128.FusedMultiplyAdd(x14, a, b);
            x15 = Vector128.FusedMultiplyAdd(x15, a, b);
        }

        Vector128<float> sum = x0 + x1 + x2 + x3 + x4 + x5 + x6 + x7 + x8 + x9 + x10 + x11 + x12 + x13 + x14 + x15;
        return float.IsNaN(Vector128.Sum(sum)) ? 0 : iterations * 16 * Vector128<float>.Count * 2;
    }
}
