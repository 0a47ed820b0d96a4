using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NeuralNet.Gen.Numerics;

public static partial class VectorMath
{
    private const int SqrtHalfBits = 0x3F3504F3;

    /// <summary>Natural logarithm.</summary>
    /// <remarks>
    /// At most 2 ULP from the true value, subnormal arguments included. -infinity for either zero, NaN below zero, infinity for infinity.
    /// Method: x = 2^k m with m in [sqrt 1/2, sqrt 2), f = m - 1, log(1 + f) = f + f^2 q(f) with q of degree 8 (minimax, Remez exchange, weighted for the
    /// relative error), plus k ln 2 in two parts.
    /// </remarks>
    /// <param name="x">The argument, in every lane any float.</param>
    /// <returns>The value in each lane; NaN for NaN.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Log(float x) => OneLaneOfVector
        ? Log(Vector128.CreateScalar(x)).ToScalar()
        : Log<float, ScalarLanes>(x);

    /// <inheritdoc cref="Log(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Log(Vector128<float> x) => Log<Vector128<float>, Lanes128>(x);

    /// <inheritdoc cref="Log(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Log(Vector256<float> x) => Vector256.IsHardwareAccelerated
        ? Log<Vector256<float>, Lanes256>(x)
        : Vector256.Create(Log(x.GetLower()), Log(x.GetUpper()));

    /// <inheritdoc cref="Log(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Log(Vector512<float> x) => Vector512.IsHardwareAccelerated
        ? Log<Vector512<float>, Lanes512>(x)
        : Vector512.Create(Log(x.GetLower()), Log(x.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Log<V, L>(V x)
        where L : struct, ILanes<V>
    {
        V m = L.SplitAtSqrtHalf(x, out V k);
        return L.LogLimits(LogOfReduced<V, L>(L.Subtract(m, L.Splat(1f)), k), x);
    }

    /// <summary>What <see cref="ILanes{V}.SplitAtSqrtHalf"/> promises, by operations on the bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V SplitBits<V, L>(V x, out V exponent)
        where L : struct, ILanes<V>
    {
        V subnormal = L.Less(x, L.Splat(1.17549435e-38f));
        V scaled = L.Select(subnormal, L.Multiply(x, L.Splat(8388608f)), x);
        V bias = L.Select(subnormal, L.SplatBits(127 + 23), L.SplatBits(127));

        // The offset makes the exponent field step at sqrt 1/2 instead of 1.
        V offset = L.AddInt(scaled, L.SplatBits(0x3F800000 - SqrtHalfBits));
        exponent = L.IntToFloat(L.SubtractInt(L.ShiftRightArithmetic(offset, 23), bias));
        return L.AddInt(L.And(offset, L.SplatBits(0x007FFFFF)), L.SplatBits(SqrtHalfBits));
    }

    /// <summary>What <see cref="ILanes{V}.LogLimits"/> promises, of comparisons.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V SelectLogLimits<V, L>(V value, V x)
        where L : struct, ILanes<V>
    {
        V result = L.Select(L.Less(x, L.Splat(float.PositiveInfinity)), value, x);
        V notPositive = L.Select(L.Equal(x, L.Splat(0f)), L.Splat(float.NegativeInfinity), NaN<V, L>());
        return L.Select(L.Less(L.Splat(0f), x), result, notPositive);
    }

    /// <summary>log(1 + f) + k ln 2 for 1 + f in [sqrt 1/2, sqrt 2].</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V LogOfReduced<V, L>(V f, V k)
        where L : struct, ILanes<V>
    {
        V q = L.Fma(L.Splat(-0.0762178451f), f, L.Splat(0.129044414f));
        q = L.Fma(q, f, L.Splat(-0.132429883f));
        q = L.Fma(q, f, L.Splat(0.14181824f));
        q = L.Fma(q, f, L.Splat(-0.166090816f));
        q = L.Fma(q, f, L.Splat(0.200019747f));
        q = L.Fma(q, f, L.Splat(-0.250015825f));
        q = L.Fma(q, f, L.Splat(0.333333254f));
        q = L.Fma(q, f, L.Splat(-0.499999881f));
        V sum = L.Fma(L.Multiply(f, f), q, f);
        sum = L.Fma(k, L.Splat(Ln2Low), sum);
        return L.Fma(k, L.Splat(Ln2High), sum);
    }
}
