using System.Runtime.CompilerServices;
using NeuralNet.Gen.Numerics;

namespace NeuralNet.Gen;

/// <summary>
/// Numbers near the lower end of float32. The moments of a parameter without a gradient (a dead unit, a pixel that is never set) decay towards 0 and would come to rest among the denormal numbers, which many processors
/// compute twenty times as slowly; for good, as 0.9 times the smallest one rounds to itself. Such numbers count as 0, the same ones on every machine; none of them could move a parameter.
/// </summary>
internal static class Underflow
{
    // 2⁻¹²⁰: one step's decay of what is not below is a normal number still.
    private const float Least = 7.523163845e-37f;

    // 2⁻⁵⁷: squares of what is not below are normal numbers, also when a running mean takes a thousandth of them.
    private const float LeastToSquare = 6.938893904e-18f;

    /// <summary><paramref name="value"/>, or 0 where its magnitude is below 2⁻¹²⁰; NaN goes on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Flush<TVector, TLanes>(TVector value)
        where TLanes : ILanes<TVector>
        => Flush<TVector, TLanes>(value, Least);

    /// <summary><paramref name="value"/>, or 0 where its magnitude is below 2⁻⁵⁷, as its square would be too small; NaN goes on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector ToSquare<TVector, TLanes>(TVector value)
        where TLanes : ILanes<TVector>
        => Flush<TVector, TLanes>(value, LeastToSquare);

    /// <summary>The square of <see cref="ToSquare"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Square<TVector, TLanes>(TVector value)
        where TLanes : ILanes<TVector>
    {
        TVector kept = ToSquare<TVector, TLanes>(value);
        return TLanes.Multiply(kept, kept);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Flush<TVector, TLanes>(TVector value, float least)
        where TLanes : ILanes<TVector>
        => TLanes.Select(TLanes.Less(TLanes.And(value, TLanes.SplatBits(int.MaxValue)), TLanes.Splat(least)), TLanes.Splat(0), value);
}
