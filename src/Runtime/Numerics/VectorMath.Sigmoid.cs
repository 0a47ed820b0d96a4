using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NeuralNet.Gen.Numerics;

public static partial class VectorMath
{
    /// <summary>Logistic sigmoid 1 / (1 + e^-x).</summary>
    /// <remarks>
    /// At most 2.5 ULP from the true value, also far left where it is e^x, subnormal results included.
    /// Method: with e = exp(-|x|) the value is 1 / (1 + e) right of zero and e / (1 + e) left of it: no overflow, no cancellation.
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
        V e = ExpOfMinusMagnitude<V, L>(x);
        V numerator = L.Select(L.Less(x, L.Splat(0f)), e, L.Splat(1f));
        return L.Select(L.Equal(x, x), L.Divide(numerator, L.Add(e, L.Splat(1f))), NaN<V, L>());
    }

    /// <summary>exp(-|x|); unspecified for NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V ExpOfMinusMagnitude<V, L>(V x)
        where L : struct, ILanes<V>
    {
        V negative = L.Or(x, L.SplatBits(SignBit));
        return ExpBounded<V, L>(L.Select(L.Less(negative, L.Splat(LowestExponent)), L.Splat(LowestExponent), negative));
    }
}
