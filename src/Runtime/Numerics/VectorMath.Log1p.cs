using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NeuralNet.Gen.Numerics;

public static partial class VectorMath
{
    /// <summary>Natural logarithm of 1 + x, exact also for small x.</summary>
    /// <remarks>
    /// At most 2 ULP from the true value. -infinity at -1, NaN below, infinity for infinity; keeps the sign of zero.
    /// Method: that of the logarithm for u = 1 + x rounded; the rounding error of u (Knuth's exact sum) is added to the reduced argument.
    /// </remarks>
    /// <param name="x">The argument, in every lane any float.</param>
    /// <returns>The value in each lane; NaN for NaN.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Log1p(float x) => OneLaneOfVector
        ? Log1p(Vector128.CreateScalar(x)).ToScalar()
        : Log1p<float, ScalarLanes>(x);

    /// <inheritdoc cref="Log1p(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Log1p(Vector128<float> x) => Log1p<Vector128<float>, Lanes128>(x);

    /// <inheritdoc cref="Log1p(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Log1p(Vector256<float> x) => Vector256.IsHardwareAccelerated
        ? Log1p<Vector256<float>, Lanes256>(x)
        : Vector256.Create(Log1p(x.GetLower()), Log1p(x.GetUpper()));

    /// <inheritdoc cref="Log1p(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Log1p(Vector512<float> x) => Vector512.IsHardwareAccelerated
        ? Log1p<Vector512<float>, Lanes512>(x)
        : Vector512.Create(Log1p(x.GetLower()), Log1p(x.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Log1p<V, L>(V x)
        where L : struct, ILanes<V>
    {
        V one = L.Splat(1f);
        V u = L.Add(one, x);
        V back = L.Subtract(u, one);
        V lost = L.Add(L.Subtract(one, L.Subtract(u, back)), L.Subtract(x, back));

        V offset = L.AddInt(u, L.SplatBits(0x3F800000 - SqrtHalfBits));
        V exponent = L.SubtractInt(L.ShiftRightArithmetic(offset, 23), L.SplatBits(127));
        V m = L.AddInt(L.And(offset, L.SplatBits(0x007FFFFF)), L.SplatBits(SqrtHalfBits));
        V inverseScale = L.ShiftLeft(L.SubtractInt(L.SplatBits(127), exponent), 23);
        V f = L.Subtract(m, one);

        // For large x nothing worth keeping is lost, and near 2^128 the inverse scale is no number any more.
        f = L.Select(L.Less(x, L.Splat(33554432f)), L.Fma(lost, inverseScale, f), f);

        V result = LogOfReduced<V, L>(f, L.IntToFloat(exponent));
        V zero = L.Splat(0f);
        result = L.Select(L.Equal(x, zero), x, result);
        result = L.Select(L.Less(x, L.Splat(float.PositiveInfinity)), result, x);
        V outside = L.Select(L.Equal(x, L.Splat(-1f)), L.Splat(float.NegativeInfinity), NaN<V, L>());
        return L.Select(L.Less(L.Splat(-1f), x), result, outside);
    }
}
