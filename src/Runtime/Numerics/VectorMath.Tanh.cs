using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NeuralNet.Gen.Numerics;

public static partial class VectorMath
{
    /// <summary>Hyperbolic tangent.</summary>
    /// <remarks>
    /// At most 2.5 ULP from the true value, also near zero; odd, keeps the sign of zero, and is exactly 1 beyond about 9.01.
    /// Method: tanh |x| = m / (m + 2) with m = e^(2|x|) - 1, which is computed without cancellation by the reduction of the exponential.
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
        V sign = L.And(x, L.SplatBits(SignBit));
        V magnitude = L.Xor(x, sign);
        magnitude = L.Select(L.Less(L.Splat(10f), magnitude), L.Splat(10f), magnitude);
        V doubled = L.Add(magnitude, magnitude);

        V shifter = L.Splat(12582912f + 127f);
        V shifted = L.Fma(doubled, L.Splat(Log2E), shifter);
        V r = ReduceByLn2<V, L>(doubled, L.Subtract(shifted, shifter));
        V scale = L.ShiftLeft(shifted, 23);
        V reduced = L.Fma(L.Multiply(r, r), ExpTail<V, L>(r), r);
        V m = L.Fma(reduced, scale, L.Subtract(scale, L.Splat(1f)));

        V result = L.Or(L.Divide(m, L.Add(m, L.Splat(2f))), sign);
        return L.Select(L.Equal(x, x), result, NaN<V, L>());
    }
}
