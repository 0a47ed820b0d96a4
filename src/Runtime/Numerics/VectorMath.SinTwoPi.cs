using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NeuralNet.Gen.Numerics;

public static partial class VectorMath
{
    /// <summary>Sine of 2 pi x: of x whole turns.</summary>
    /// <remarks>
    /// At most 2 ULP from the true value. NaN for infinities.
    /// Method: the nearest quarter turn is taken off exactly, polynomials of degree 7 and 8 in r (minimax, Remez exchange) on the remaining eighth.
    /// </remarks>
    /// <param name="x">The argument, in every lane any float.</param>
    /// <returns>The value in each lane; NaN for NaN.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float SinTwoPi(float x) => OneLaneOfVector
        ? SinTwoPi(Vector128.CreateScalar(x)).ToScalar()
        : SinTwoPi<float, ScalarLanes>(x);

    /// <inheritdoc cref="SinTwoPi(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> SinTwoPi(Vector128<float> x) => SinTwoPi<Vector128<float>, Lanes128>(x);

    /// <inheritdoc cref="SinTwoPi(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> SinTwoPi(Vector256<float> x) => Vector256.IsHardwareAccelerated
        ? SinTwoPi<Vector256<float>, Lanes256>(x)
        : Vector256.Create(SinTwoPi(x.GetLower()), SinTwoPi(x.GetUpper()));

    /// <inheritdoc cref="SinTwoPi(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> SinTwoPi(Vector512<float> x) => Vector512.IsHardwareAccelerated
        ? SinTwoPi<Vector512<float>, Lanes512>(x)
        : Vector512.Create(SinTwoPi(x.GetLower()), SinTwoPi(x.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V SinTwoPi<V, L>(V x)
        where L : struct, ILanes<V>
    {
        V magnitude = L.And(x, L.SplatBits(~SignBit));
        V fraction = FractionOfTurn<V, L>(magnitude);
        V shifter = L.Splat(12582912f);
        V turn = L.Fma(fraction, L.Splat(4f), shifter);
        V r = L.Fma(L.Subtract(turn, shifter), L.Splat(-0.25f), fraction);
        V value = L.Select(OddQuarter<V, L>(turn), CosOfEighth<V, L>(r), SinOfEighth<V, L>(r));
        V sign = L.And(L.Xor(L.ShiftLeft(turn, 30), x), L.SplatBits(SignBit));
        return L.Select(L.Less(magnitude, L.Splat(float.PositiveInfinity)), L.Xor(value, sign), NaN<V, L>());
    }

    /// <summary>|x| less its nearest integer, up to whole turns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V FractionOfTurn<V, L>(V magnitude)
        where L : struct, ILanes<V>
    {
        V integers = L.Splat(8388608f);
        return L.Subtract(magnitude, L.Subtract(L.Add(magnitude, integers), integers));
    }

    /// <summary>All ones where the number of quarter turns, in the low bits, is odd.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V OddQuarter<V, L>(V turn)
        where L : struct, ILanes<V> =>
        L.ShiftRightArithmetic(L.ShiftLeft(turn, 31), 31);

    /// <summary>sin(2 pi r) for |r| at most 1/8.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V SinOfEighth<V, L>(V r)
        where L : struct, ILanes<V>
    {
        V square = L.Multiply(r, r);
        V s = L.Fma(L.Splat(-75.4456024f), square, L.Splat(81.5937653f));
        s = L.Fma(s, square, L.Splat(-41.341671f));
        s = L.Fma(s, square, L.Splat(-1.74845553e-07f));
        return L.Fma(r, L.Splat(6.28318548f), L.Multiply(r, s));
    }

    /// <summary>cos(2 pi r) for |r| at most 1/8.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V CosOfEighth<V, L>(V r)
        where L : struct, ILanes<V>
    {
        V square = L.Multiply(r, r);
        V c = L.Fma(L.Splat(59.2292442f), square, L.Splat(-85.4432373f));
        c = L.Fma(c, square, L.Splat(64.9393234f));
        c = L.Fma(c, square, L.Splat(-19.7392082f));
        return L.Fma(c, square, L.Splat(1f));
    }
}
