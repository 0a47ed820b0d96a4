using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NeuralNet.Gen.Numerics;

public static partial class VectorMath
{
    private const float Log2E = 1.44269502f;
    private const float Ln2High = 0.693145751953125f; // 15 bits
    private const float Ln2Low = 1.42860677e-06f;
    private const float LowestExponent = -104f;

    /// <summary>e to the power x.</summary>
    /// <remarks>
    /// At most 1 ULP from the true value in the normal range and 1 ULP of the subnormal range below it; 0 below about -103.97, infinity above 88.72283.
    /// Method: Cody and Waite's reduction x = k ln 2 + r, |r| at most ln 2 / 2, then e^r = 1 + r + r^2 q(r) with q of degree 4 (minimax, Remez exchange,
    /// weighted for the relative error of e^r - 1), then two exact powers of two so that subnormal results are rounded once.
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
        // Beyond the bounds the result is infinity or zero already, and k stays within what two powers of two can express.
        V bounded = L.Select(L.Less(L.Splat(89f), x), L.Splat(89f), x);
        bounded = L.Select(L.Less(bounded, L.Splat(LowestExponent)), L.Splat(LowestExponent), bounded);
        return L.Select(L.Equal(x, x), ExpBounded<V, L>(bounded), NaN<V, L>());
    }

    /// <summary>exp for arguments in [-104, 89].</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V ExpBounded<V, L>(V x)
        where L : struct, ILanes<V>
    {
        // Adding 1.5 * 2^23 rounds to an integer, which then stands in the low bits; the further 254 makes it k + 254 there.
        V shifter = L.Splat(12582912f + 254f);
        V shifted = L.Fma(x, L.Splat(Log2E), shifter);
        V r = ReduceByLn2<V, L>(x, L.Subtract(shifted, shifter));
        V power = L.Fma(L.Fma(ExpTail<V, L>(r), r, L.Splat(1f)), r, L.Splat(1f));
        V half = L.ShiftRightLogical(shifted, 1);
        V first = L.ShiftLeft(half, 23);
        V second = L.ShiftLeft(L.SubtractInt(shifted, half), 23);
        return L.Multiply(L.Multiply(power, first), second);
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
