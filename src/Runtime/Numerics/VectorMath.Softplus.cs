using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NeuralNet.Gen.Numerics;

public static partial class VectorMath
{
    /// <summary>Softplus log(1 + e^x), the smooth maximum of x and 0.</summary>
    /// <remarks>
    /// At most 2.5 ULP from the true value, also in both tails: e^x far left (subnormal results included), x far right.
    /// Method: max(x, 0) + log(1 + e) with e = exp(-|x|) in [0, 1]; above sqrt 2 - 1 the factor 2 is taken out of 1 + e, exactly.
    /// </remarks>
    /// <param name="x">The argument, in every lane any float.</param>
    /// <returns>The value in each lane; NaN for NaN.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Softplus(float x) => OneLaneOfVector
        ? Softplus(Vector128.CreateScalar(x)).ToScalar()
        : Softplus<float, ScalarLanes>(x);

    /// <inheritdoc cref="Softplus(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Softplus(Vector128<float> x) => Softplus<Vector128<float>, Lanes128>(x);

    /// <inheritdoc cref="Softplus(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Softplus(Vector256<float> x) => Vector256.IsHardwareAccelerated
        ? Softplus<Vector256<float>, Lanes256>(x)
        : Vector256.Create(Softplus(x.GetLower()), Softplus(x.GetUpper()));

    /// <inheritdoc cref="Softplus(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Softplus(Vector512<float> x) => Vector512.IsHardwareAccelerated
        ? Softplus<Vector512<float>, Lanes512>(x)
        : Vector512.Create(Softplus(x.GetLower()), Softplus(x.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Softplus<V, L>(V x)
        where L : struct, ILanes<V>
    {
        V zero = L.Splat(0f);
        V one = L.Splat(1f);
        V e = ExpOfMinusMagnitude<V, L>(x);
        V halved = L.Less(L.Splat(0.414213562f), e);
        V f = L.Select(halved, L.Multiply(L.Subtract(e, one), L.Splat(0.5f)), e);
        V k = L.Select(halved, one, zero);
        V positive = L.Select(L.Less(zero, x), x, zero);
        return L.OrNaN(L.Add(positive, LogOfReduced<V, L>(f, k)), x);
    }
}
