using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace NeuralNet.Gen.Numerics;

public static partial class VectorMath
{
    private const float Log2E = 1.44269502f;
    /// <summary>Added to a square so that none is subnormal, which is slow; far below the last place of what the square is used for.</summary>
    private const float Tiny = 1e-30f;
    private const float Ln2 = 0.693147182f;
    private const float Ln2High = 0.693145751953125f; // 15 bits
    private const float Ln2Low = 1.42860677e-06f;
    private const float Shifter = 12582912f;
    /// <summary>From here on the exponential is infinity.</summary>
    private const float HighestArgument = 89f;
    /// <summary>e^x = 2^-151 p here, and zero from about -103.97 down.</summary>
    private const float LowestArgument = -104.6f;
    private const float TwoToMinus24 = 1f / (1 << 24);
    private const float TwoTo24 = 1 << 24;

    /// <summary>e to the power x.</summary>
    /// <remarks>
    /// At most 2 ULP from the true value in the normal range and 1 ULP of the subnormal range below it; 0 below about -103.97, infinity above 88.72283, exactly 1 at 0.
    /// Method: Cody and Waite's reduction x = k ln 2 + r, |r| at most ln 2 / 2, then a polynomial of degree 5 for e^r (minimax for the relative error, Lawson's
    /// algorithm), then 2^k with one rounding where the result is subnormal.
    /// </remarks>
    /// <param name="x">The argument, in every lane any float.</param>
    /// <returns>The value in each lane; NaN for NaN.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Exp(float x) => OneLaneOfVector
        ? Exp(Vector128.CreateScalar(x)).ToScalar()
        : Exp<float, ScalarLanes>(x);

    /// <inheritdoc cref="Exp(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Exp(Vector128<float> x) => Exp<Vector128<float>, Lanes128>(x);

    /// <inheritdoc cref="Exp(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Exp(Vector256<float> x) => Vector256.IsHardwareAccelerated
        ? Exp<Vector256<float>, Lanes256>(x)
        : Vector256.Create(Exp(x.GetLower()), Exp(x.GetUpper()));

    /// <inheritdoc cref="Exp(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Exp(Vector512<float> x) => Vector512.IsHardwareAccelerated
        ? Exp<Vector512<float>, Lanes512>(x)
        : Vector512.Create(Exp(x.GetLower()), Exp(x.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Exp<V, L>(V x)
        where L : struct, ILanes<V> => L.OrNaN(L.ExpOrAny(x), x);

    /// <summary>What <see cref="ILanes{V}.ExpOrAny"/> promises, with an instruction that scales by any power of two.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<float> ExpByScaling(Vector512<float> x)
    {
        Vector512<float> p = ExpReduced<Vector512<float>, Lanes512>(Lanes512.MinInt(x, Lanes512.Splat(HighestArgument)), Lanes512.Splat(Shifter), out Vector512<float> shifted);
        Vector512<float> k = shifted - Lanes512.Splat(Shifter);

        // Below -104 the result is zero without being scaled: what a mask leaves out of a softmax would underflow, which many processors do slowly.
        return Vector512.ConditionalSelect(Vector512.LessThanOrEqual(Lanes512.Splat(-104f), x), Avx512F.Scale(p, k), Vector512<float>.Zero);
    }

    /// <summary>What <see cref="ILanes{V}.ExpOrAny"/> promises, by two powers of two of which the first leaves a normal number, so that only the second may round.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V ExpBySign<V, L>(V x)
        where L : struct, ILanes<V> =>
        ExpInTwoSteps<V, L>(L.MinUnsigned(L.MinInt(x, L.Splat(HighestArgument)), L.Splat(LowestArgument)), L.SelectNegative(x, L.Splat(TwoToMinus24), L.Splat(TwoTo24)));

    /// <summary>exp for arguments from <see cref="LowestArgument"/> to <see cref="HighestArgument"/>, of which the negative ones take 2^-24 first, the positive ones 2^24, zeros either.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V ExpInTwoSteps<V, L>(V x, V first)
        where L : struct, ILanes<V>
    {
        // Beside the shifter an integer stands in the low bits: k + 254, of which the biased exponent of the first power is taken away. It leaves that of the second, for k from -151 to 128: from 0, where the power is zero, to 231.
        V p = ExpReduced<V, L>(x, L.Splat(Shifter + 254f), out V shifted);
        V second = L.SubtractInt(L.ShiftLeft(shifted, 23), first);
        return L.Multiply(L.Multiply(p, first), second);
    }

    /// <summary>e^x = 2^k times the result, where k is <paramref name="shifted"/> less the shifter: 1.5 * 2^23, or an even integer more, to which adding rounds to an integer.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V ExpReduced<V, L>(V x, V shifter, out V shifted)
        where L : struct, ILanes<V>
    {
        shifted = L.Fma(x, L.Splat(Log2E), shifter);
        V r = ReduceByLn2<V, L>(x, L.Subtract(shifted, shifter));
        V p = L.Fma(L.Splat(0.00829031318f), r, L.Splat(0.0418979377f));
        p = L.Fma(p, r, L.Splat(0.166676357f));
        p = L.Fma(p, r, L.Splat(0.499991506f));
        p = L.Fma(p, r, L.Splat(0.999999702f));
        return L.Fma(p, r, L.Splat(1f));
    }

    /// <summary>x - k ln 2 with ln 2 in two parts: k times the high part is exact.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V ReduceByLn2<V, L>(V x, V k)
        where L : struct, ILanes<V> =>
        L.Fma(k, L.Splat(-Ln2Low), L.Fma(k, L.Splat(-Ln2High), x));

    /// <summary>(e^r - 1 - r) / r^2 for |r| at most ln 2 / 2; e^r - 1 from it is exact to 2^-25.7.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V ExpTail<V, L>(V r)
        where L : struct, ILanes<V>
    {
        V q = L.Fma(L.Splat(0.00138825097f), r, L.Splat(0.00836658012f));
        q = L.Fma(q, r, L.Splat(0.0416672006f));
        q = L.Fma(q, r, L.Splat(0.166665435f));
        return L.Fma(q, r, L.Splat(0.49999997f));
    }
}
