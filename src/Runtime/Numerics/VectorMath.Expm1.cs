using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NeuralNet.Gen.Numerics;

public static partial class VectorMath
{
    /// <summary>e to the power x, minus 1, exact also for small x.</summary>
    /// <remarks>
    /// At most 2 ULP from the true value, also near zero; keeps the sign of zero, is exactly -1 below about -17.33, infinity above 88.72283.
    /// Method: the reduction of the exponential, x = k ln 2 + r; then 2^k (e^r - 1) + (2^k - 1), in which only the last addition rounds. All of it is
    /// halved while k counts, because 2^128 is no float.
    /// </remarks>
    /// <param name="x">The argument, in every lane any float.</param>
    /// <returns>The value in each lane; NaN for NaN.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Expm1(float x) => OneLaneOfVector
        ? Expm1(Vector128.CreateScalar(x)).ToScalar()
        : Expm1<float, ScalarLanes>(x);

    /// <inheritdoc cref="Expm1(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Expm1(Vector128<float> x) => Expm1<Vector128<float>, Lanes128>(x);

    /// <inheritdoc cref="Expm1(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Expm1(Vector256<float> x) => Vector256.IsHardwareAccelerated
        ? Expm1<Vector256<float>, Lanes256>(x)
        : Vector256.Create(Expm1(x.GetLower()), Expm1(x.GetUpper()));

    /// <inheritdoc cref="Expm1(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Expm1(Vector512<float> x) => Vector512.IsHardwareAccelerated
        ? Expm1<Vector512<float>, Lanes512>(x)
        : Vector512.Create(Expm1(x.GetLower()), Expm1(x.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Expm1<V, L>(V x)
        where L : struct, ILanes<V>
    {
        // Beyond the bounds the result is infinity or -1 already, and half of 2^k stays a normal float.
        V bounded = L.Select(L.Less(L.Splat(89f), x), L.Splat(89f), x);
        bounded = L.Select(L.Less(bounded, L.Splat(-20f)), L.Splat(-20f), bounded);

        V shifter = L.Splat(12582912f + 126f);
        V shifted = L.Fma(bounded, L.Splat(Log2E), shifter);
        V k = L.Subtract(shifted, shifter);
        V r = ReduceByLn2<V, L>(bounded, k);
        V halfScale = L.ShiftLeft(shifted, 23);
        V reduced = L.Fma(L.Multiply(r, r), ExpTail<V, L>(r), r);
        V half = L.Fma(reduced, halfScale, L.Subtract(halfScale, L.Splat(0.5f)));

        // Without a power of two the halves would lose the last bit of a subnormal; and -0 + 0 is 0.
        V result = L.Select(L.Equal(k, L.Splat(0f)), reduced, L.Add(half, half));
        result = L.Or(result, L.And(x, L.SplatBits(SignBit)));
        return L.OrNaN(result, x);
    }
}
