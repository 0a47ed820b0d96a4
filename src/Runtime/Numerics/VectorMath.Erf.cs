using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NeuralNet.Gen.Numerics;

public static partial class VectorMath
{
    /// <summary>Gauss error function.</summary>
    /// <remarks>
    /// At most 2 ULP from the true value; odd, keeps the sign of zero, and is exactly 1 beyond about 3.92.
    /// Method: x + x p(x^2) with p of degree 5 up to 475/512, and 1 - exp(t q(t)), t = min(|x|, 4), with q of degree 6 fitted to log(erfc t) / t beyond
    /// (the split is N. Juffa's; both polynomials are minimax by Remez exchange, weighted for the relative error of the result).
    /// </remarks>
    /// <param name="x">The argument, in every lane any float.</param>
    /// <returns>The value in each lane; NaN for NaN.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Erf(float x) => OneLaneOfVector
        ? Erf(Vector128.CreateScalar(x)).ToScalar()
        : Erf<float, ScalarLanes>(x);

    /// <inheritdoc cref="Erf(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Erf(Vector128<float> x) => Erf<Vector128<float>, Lanes128>(x);

    /// <inheritdoc cref="Erf(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Erf(Vector256<float> x) => Vector256.IsHardwareAccelerated
        ? Erf<Vector256<float>, Lanes256>(x)
        : Vector256.Create(Erf(x.GetLower()), Erf(x.GetUpper()));

    /// <inheritdoc cref="Erf(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Erf(Vector512<float> x) => Vector512.IsHardwareAccelerated
        ? Erf<Vector512<float>, Lanes512>(x)
        : Vector512.Create(Erf(x.GetLower()), Erf(x.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Erf<V, L>(V x)
        where L : struct, ILanes<V>
    {
        V sign = L.And(x, L.SplatBits(SignBit));
        V magnitude = L.Xor(x, sign);

        V square = L.Multiply(x, x);
        V p = L.Fma(L.Splat(-0.000596409838f), square, L.Splat(0.00498797372f));
        p = L.Fma(p, square, L.Splat(-0.0267631039f));
        p = L.Fma(p, square, L.Splat(0.112817205f));
        p = L.Fma(p, square, L.Splat(-0.376124859f));
        p = L.Fma(p, square, L.Splat(0.128379151f));
        V near = L.Fma(p, magnitude, magnitude);

        V t = L.Select(L.Less(L.Splat(4f), magnitude), L.Splat(4f), magnitude);
        V q = L.Fma(L.Splat(-1.15270568e-05f), t, L.Splat(0.000325766712f));
        q = L.Fma(q, t, L.Splat(-0.0036545177f));
        q = L.Fma(q, t, L.Splat(0.0237875935f));
        q = L.Fma(q, t, L.Splat(-0.106266551f));
        q = L.Fma(q, t, L.Splat(-0.635133326f));
        q = L.Fma(q, t, L.Splat(-1.12865293f));
        V exponent = L.Multiply(q, t);

        // The exponent lies in (-19, 0]: one power of two is enough.
        V shifter = L.Splat(12582912f + 127f);
        V shifted = L.Fma(exponent, L.Splat(Log2E), shifter);
        V r = ReduceByLn2<V, L>(exponent, L.Subtract(shifted, shifter));
        V power = L.Fma(L.Fma(ExpTail<V, L>(r), r, L.Splat(1f)), r, L.Splat(1f));
        V far = L.Subtract(L.Splat(1f), L.Multiply(power, L.ShiftLeft(shifted, 23)));

        V result = L.Or(L.Select(L.Less(magnitude, L.Splat(475f / 512f)), near, far), sign);
        return L.Select(L.Equal(x, x), result, NaN<V, L>());
    }
}
