using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NeuralNet.Gen.Numerics;

public static partial class VectorMath
{
    /// <summary>Logistic sigmoid 1 / (1 + e^-x).</summary>
    /// <remarks>
    /// At most 3.5 ULP from the true value in the normal range and 1 ULP of the subnormal range below it; exactly 1 above about 17.33, 0 below about -103.97.
    /// Method: 1 / (1 + e^-x) with e^-x = 2^k p, p the polynomial of the exponential; numerator and denominator are scaled so that the denominator neither overflows nor needs 2^k in two
    /// steps.
    /// </remarks>
    /// <param name="x">The argument, in every lane any float.</param>
    /// <returns>The value in each lane; NaN for NaN.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sigmoid(float x) => OneLaneOfVector
        ? Sigmoid(Vector128.CreateScalar(x)).ToScalar()
        : Sigmoid<float, ScalarLanes>(x);

    /// <inheritdoc cref="Sigmoid(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Sigmoid(Vector128<float> x) => Sigmoid<Vector128<float>, Lanes128>(x);

    /// <inheritdoc cref="Sigmoid(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Sigmoid(Vector256<float> x) => Vector256.IsHardwareAccelerated
        ? Sigmoid<Vector256<float>, Lanes256>(x)
        : Vector256.Create(Sigmoid(x.GetLower()), Sigmoid(x.GetUpper()));

    /// <inheritdoc cref="Sigmoid(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Sigmoid(Vector512<float> x) => Vector512.IsHardwareAccelerated
        ? Sigmoid<Vector512<float>, Lanes512>(x)
        : Vector512.Create(Sigmoid(x.GetLower()), Sigmoid(x.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Sigmoid<V, L>(V x)
        where L : struct, ILanes<V>
    {
        // Above 18 the result is 1. At the lower bound the power of two is infinity, so that what is zero comes without an underflow, which is slow.
        V bounded = L.MinInt(L.MinUnsigned(x, L.Splat(-105.3f)), L.Splat(18f));

        // e^-x = 2^k p, k from -26 to 152: numerator and denominator are 2^-24 times what they are called, so that one power of two is enough.
        V shifter = L.Splat(Shifter + 127f - 24f);
        V shifted = L.Fma(bounded, L.Splat(-Log2E), shifter);
        V k = L.Subtract(shifted, shifter);
        V r = L.Fma(k, L.Splat(Ln2Low), L.Fma(k, L.Splat(Ln2High), bounded));
        V p = L.Fma(L.Splat(-0.00829031318f), r, L.Splat(0.0418979377f));
        p = L.Fma(p, r, L.Splat(-0.166676357f));
        p = L.Fma(p, r, L.Splat(0.499991506f));
        p = L.Fma(p, r, L.Splat(-0.999999702f));
        p = L.Fma(p, r, L.Splat(1f));
        V one = L.Splat(1f / (1 << 24));
        V result = L.Divide(one, L.Fma(p, L.ShiftLeft(shifted, 23), one));
        return L.OrNaN(result, x);
    }

    /// <summary>exp(-|x|); unspecified for NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V ExpOfMinusMagnitude<V, L>(V x)
        where L : struct, ILanes<V>
    {
        V negative = L.Or(x, L.SplatBits(SignBit));
        return ExpInTwoSteps<V, L>(L.MinUnsigned(negative, L.Splat(LowestArgument)), L.Splat(TwoToMinus24));
    }
}
