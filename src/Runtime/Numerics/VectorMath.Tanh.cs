using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NeuralNet.Gen.Numerics;

public static partial class VectorMath
{
    /// <summary>Hyperbolic tangent.</summary>
    /// <remarks>
    /// At most 3 ULP from the true value, also near zero; odd, keeps the sign of zero, and is exactly 1 beyond about 9.01.
    /// Method: |x| = k ln 2 / 2 + r; t = tanh r by an odd polynomial of degree 5 (minimax for the relative error, Lawson's algorithm), and with e^(2r) = (1 + t) / (1 - t)
    /// tanh |x| = ((s + 1) t + (s - 1)) / ((s - 1) t + (s + 1)), s = 2^k, without cancellation.
    /// </remarks>
    /// <param name="x">The argument, in every lane any float.</param>
    /// <returns>The value in each lane; NaN for NaN.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Tanh(float x) => OneLaneOfVector
        ? Tanh(Vector128.CreateScalar(x)).ToScalar()
        : Tanh<float, ScalarLanes>(x);

    /// <inheritdoc cref="Tanh(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Tanh(Vector128<float> x) => Tanh<Vector128<float>, Lanes128>(x);

    /// <inheritdoc cref="Tanh(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Tanh(Vector256<float> x) => Vector256.IsHardwareAccelerated
        ? Tanh<Vector256<float>, Lanes256>(x)
        : Vector256.Create(Tanh(x.GetLower()), Tanh(x.GetUpper()));

    /// <inheritdoc cref="Tanh(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Tanh(Vector512<float> x) => Vector512.IsHardwareAccelerated
        ? Tanh<Vector512<float>, Lanes512>(x)
        : Vector512.Create(Tanh(x.GetLower()), Tanh(x.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Tanh<V, L>(V x)
        where L : struct, ILanes<V>
    {
        V bounded = L.BoundOdd(x, L.Splat(10f));

        V shifter = L.Splat(Shifter + 127f);
        V shifted = L.Fma(bounded, L.Splat(2f * Log2E), shifter);
        V r = L.Fma(L.Subtract(shifted, shifter), L.Splat(-0.5f * Ln2), bounded);
        V square = L.Fma(r, r, L.Splat(Tiny));
        V t = L.Multiply(r, L.Fma(square, L.Fma(L.Splat(0.131086856f), square, L.Splat(-0.333312362f)), L.Splat(1f)));

        V scale = L.ShiftLeft(shifted, 23);
        V above = L.Add(scale, L.Splat(1f)), below = L.Subtract(scale, L.Splat(1f));
        V result = L.Divide(L.Fma(above, t, below), L.Fma(below, t, above));
        return L.OddOf(result, x);
    }
}
