using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NeuralNet.Gen.Numerics;

public static partial class VectorMath
{
    /// <summary>Gauss error function.</summary>
    /// <remarks>
    /// At most 4 ULP from the true value; odd, keeps the sign of zero, and is exactly 1 beyond about 4.
    /// Method: -log2(erfc |x|) = |x| q(|x|), q of degree 7 up to 4, is an integer and a fraction f; 2^-f = (1 - t) / (1 + t) with t = tanh(f ln 2 / 2), an odd polynomial of degree 5, so
    /// that 1 - erfc |x| comes without cancellation. Both are minimax (Lawson's algorithm, weighted for the relative error of the result), then adjusted by the last places of
    /// their coefficients for the least error of the rounded computation.
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
        V magnitude = L.MinInt(L.And(x, L.SplatBits(~SignBit)), L.Splat(4f));
        V q = L.Fma(L.Splat(5.86469105e-05f), magnitude, L.Splat(-0.000549757795f));
        q = L.Fma(q, magnitude, L.Splat(0.00180612691f));
        q = L.Fma(q, magnitude, L.Splat(0.000296793762f));
        q = L.Fma(q, magnitude, L.Splat(-0.0278749727f));
        q = L.Fma(q, magnitude, L.Splat(0.14832963f));
        q = L.Fma(q, magnitude, L.Splat(0.918443859f));
        q = L.Fma(q, magnitude, L.Splat(1.62790704f));

        // erfc |x| = 2^-(k + f) = s (1 - t) / (1 + t), s = 2^-k, t = tanh(f ln 2 / 2).
        V shifter = L.Splat(Shifter - 127f);
        V shifted = L.Fma(q, magnitude, shifter);
        V f = L.Fma(q, magnitude, L.Subtract(shifter, shifted));
        V square = L.Fma(f, f, L.Splat(Tiny));
        V t = L.Fma(L.Splat(0.000654336356f), square, L.Splat(-0.013875043f));
        t = L.Fma(f, L.Splat(0.346573591f), L.Multiply(f, L.Multiply(t, square)));

        V one = L.Splat(1f);
        V scale = L.ShiftLeft(L.SubtractInt(L.SplatBits(0), shifted), 23);
        V result = L.Divide(L.Fma(L.Add(one, scale), t, L.Subtract(one, scale)), L.Add(one, t));
        return L.OrNaN(L.Select(L.SplatBits(SignBit), x, result), x);
    }
}
