using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NeuralNet.Gen.Numerics;

public static partial class VectorMath
{
    /// <summary>Cosine of 2 pi x: of x whole turns.</summary>
    /// <remarks>
    /// At most 2 ULP from the true value. NaN for infinities.
    /// Method: the nearest quarter turn is taken off exactly, polynomials of degree 7 and 8 in r (minimax, Remez exchange) on the remaining eighth.
    /// </remarks>
    /// <param name="x">The argument, in every lane any float.</param>
    /// <returns>The value in each lane; NaN for NaN.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float CosTwoPi(float x) => OneLaneOfVector
        ? CosTwoPi(Vector128.CreateScalar(x)).ToScalar()
        : CosTwoPi<float, ScalarLanes>(x);

    /// <inheritdoc cref="CosTwoPi(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> CosTwoPi(Vector128<float> x) => CosTwoPi<Vector128<float>, Lanes128>(x);

    /// <inheritdoc cref="CosTwoPi(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> CosTwoPi(Vector256<float> x) => Vector256.IsHardwareAccelerated
        ? CosTwoPi<Vector256<float>, Lanes256>(x)
        : Vector256.Create(CosTwoPi(x.GetLower()), CosTwoPi(x.GetUpper()));

    /// <inheritdoc cref="CosTwoPi(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> CosTwoPi(Vector512<float> x) => Vector512.IsHardwareAccelerated
        ? CosTwoPi<Vector512<float>, Lanes512>(x)
        : Vector512.Create(CosTwoPi(x.GetLower()), CosTwoPi(x.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V CosTwoPi<V, L>(V x)
        where L : struct, ILanes<V>
    {
        V magnitude = L.And(x, L.SplatBits(~SignBit));
        V fraction = FractionOfTurn<V, L>(magnitude);
        V shifter = L.Splat(12582912f);
        V turn = L.Fma(fraction, L.Splat(4f), shifter);
        V r = L.Fma(L.Subtract(turn, shifter), L.Splat(-0.25f), fraction);
        V value = L.Select(OddQuarter<V, L>(turn), SinOfEighth<V, L>(r), CosOfEighth<V, L>(r));
        V sign = L.And(L.ShiftLeft(L.AddInt(turn, L.SplatBits(1)), 30), L.SplatBits(SignBit));
        return L.Select(L.Less(magnitude, L.Splat(float.PositiveInfinity)), L.Xor(value, sign), NaN<V, L>());
    }
}
