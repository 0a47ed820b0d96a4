using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NeuralNet.Gen.Numerics;

/// <summary>
/// The one reduction tree: 16 logical lanes, folded in halves, whatever registers hold them.
/// </summary>
/// <remarks>
/// A reduction keeps 16 partial results, element i in lane i mod 16, in one Vector512, two Vector256 or four Vector128. The tree then joins
/// lane l with l + 8, the eight results with l + 4, then l + 2, then l + 1, the lower lane always as the left operand. All overloads give the same bits.
/// </remarks>
public static class LaneReduce
{
    /// <summary>The sum of 16 lanes by the tree. NaN, however it arose, is <see cref="float.NaN"/> bit for bit.</summary>
    /// <param name="lanes">Lanes 0 to 15.</param>
    /// <returns>The sum.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Vector512<float> lanes) => Sum(lanes.GetLower(), lanes.GetUpper());

    /// <inheritdoc cref="Sum(Vector512{float})"/>
    /// <param name="low">Lanes 0 to 7.</param>
    /// <param name="high">Lanes 8 to 15.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Vector256<float> low, Vector256<float> high)
    {
        Vector256<float> eight = low + high;
        return SumOfFour(eight.GetLower() + eight.GetUpper());
    }

    /// <inheritdoc cref="Sum(Vector512{float})"/>
    /// <param name="a">Lanes 0 to 3.</param>
    /// <param name="b">Lanes 4 to 7.</param>
    /// <param name="c">Lanes 8 to 11.</param>
    /// <param name="d">Lanes 12 to 15.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Vector128<float> a, Vector128<float> b, Vector128<float> c, Vector128<float> d) =>
        SumOfFour((a + c) + (b + d));

    /// <summary>The largest of 16 lanes by the tree of <see cref="VectorMath.Max(float, float)"/>.</summary>
    /// <remarks>A NaN in any lane gives a NaN: the first one the tree meets, bit for bit. Of equal lanes, as +0 and -0, the tree's right one.</remarks>
    /// <param name="lanes">Lanes 0 to 15.</param>
    /// <returns>One of the lanes, bit for bit.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Max(Vector512<float> lanes) => Max(lanes.GetLower(), lanes.GetUpper());

    /// <inheritdoc cref="Max(Vector512{float})"/>
    /// <param name="low">Lanes 0 to 7.</param>
    /// <param name="high">Lanes 8 to 15.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Max(Vector256<float> low, Vector256<float> high)
    {
        Vector256<float> eight = VectorMath.Max(low, high);
        return MaxOfFour(VectorMath.Max(eight.GetLower(), eight.GetUpper()));
    }

    /// <inheritdoc cref="Max(Vector512{float})"/>
    /// <param name="a">Lanes 0 to 3.</param>
    /// <param name="b">Lanes 4 to 7.</param>
    /// <param name="c">Lanes 8 to 11.</param>
    /// <param name="d">Lanes 12 to 15.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Max(Vector128<float> a, Vector128<float> b, Vector128<float> c, Vector128<float> d) =>
        MaxOfFour(VectorMath.Max(VectorMath.Max(a, c), VectorMath.Max(b, d)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float SumOfFour(Vector128<float> four)
    {
        Vector128<float> two = four + Vector128.Shuffle(four, Vector128.Create(2, 3, 2, 3));
        float sum = two.ToScalar() + two.GetElement(1);

        // Which NaN an addition yields is the processor's choice; this one is ours.
        return float.IsNaN(sum) ? float.NaN : sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float MaxOfFour(Vector128<float> four)
    {
        Vector128<float> two = VectorMath.Max(four, Vector128.Shuffle(four, Vector128.Create(2, 3, 2, 3)));
        return VectorMath.Max(two, Vector128.Shuffle(two, Vector128.Create(1, 1, 1, 1))).ToScalar();
    }
}
