using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

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
    private const float LowestExponent = -104f;

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
        where L : struct, ILanes<V>
    {
        // Above the bound the result is infinity already. Below the lower one it is zero without being scaled: what a mask leaves out of a softmax would underflow, which many processors do slowly.
        V p = ExpReduced<V, L>(L.MinInt(x, L.Splat(89f)), out V k);
        return L.OrNaN(L.ScaleWhere(L.LessOrEqual(L.Splat(LowestExponent), x), p, k), x);
    }

    /// <summary>exp for arguments in [-104, 89].</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V ExpBounded<V, L>(V x)
        where L : struct, ILanes<V>
    {
        V p = ExpReduced<V, L>(x, out V k);
        return L.Scale(p, k);
    }

    /// <summary>e^x = 2^k times the result.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V ExpReduced<V, L>(V x, out V k)
        where L : struct, ILanes<V>
    {
        // Adding 1.5 * 2^23 rounds to an integer.
        V shifter = L.Splat(Shifter);
        k = L.Subtract(L.Fma(x, L.Splat(Log2E), shifter), shifter);
        V r = ReduceByLn2<V, L>(x, k);
        V p = L.Fma(L.Splat(0.00829031318f), r, L.Splat(0.0418979377f));
        p = L.Fma(p, r, L.Splat(0.166676357f));
        p = L.Fma(p, r, L.Splat(0.499991506f));
        p = L.Fma(p, r, L.Splat(0.999999702f));
        return L.Fma(p, r, L.Splat(1f));
    }

    /// <summary>What <see cref="ILanes{V}.ScaleWhere"/> promises, by <see cref="ScaleInTwoSteps"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V ScaleWhereInTwoSteps<V, L>(V mask, V value, V exponent)
        where L : struct, ILanes<V> =>
        L.And(mask, ScaleInTwoSteps<V, L>(value, L.And(mask, exponent)));

    /// <summary>What <see cref="ILanes{V}.Scale"/> promises, by two powers of two of which the first leaves a normal number, so that only the second may round.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V ScaleInTwoSteps<V, L>(V value, V exponent)
        where L : struct, ILanes<V>
    {
        // Beside the shifter an integer stands in the low bits.
        V bits = L.Add(exponent, L.Splat(Shifter + 254f));
        V half = L.ShiftRightLogical(bits, 1);
        V first = L.ShiftLeft(half, 23);
        V second = L.ShiftLeft(L.SubtractInt(bits, half), 23);
        return L.Multiply(L.Multiply(value, first), second);
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
