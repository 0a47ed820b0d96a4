using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace NeuralNet.Gen.Numerics;

/// <summary>
/// Elementary functions that give the same bits in every lane, for every register width, on every processor, with and without
/// hardware support, under JIT and NativeAOT.
/// </summary>
/// <remarks>
/// Each function is written once, over <c>ILanes</c>, in operations that IEEE 754 rounds exactly (add, subtract, multiply, divide,
/// square root, fused multiply-add), comparisons and integer operations on the bits. Any NaN argument gives <see cref="float.NaN"/>, bit for
/// bit: its payload does not pass, because processors disagree about payloads. Branch-free, so the time does not depend on the data, but for
/// subnormal arguments and results: Intel's processors multiply those slowly, and to spare them would cost all other numbers a tenth of the speed.
/// A vector wider than the hardware's is cut in halves here: left to the JIT, every single operation would be, beyond what it is willing to inline.
/// </remarks>
public static partial class VectorMath
{
    private const int SignBit = int.MinValue;

    /// <summary>
    /// Whether one float is computed faster as a lane of a vector. Without fused multiply-add in hardware a vector would emulate it
    /// for four lanes instead of one.
    /// </summary>
    private static bool OneLaneOfVector
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Fma.IsSupported || AdvSimd.IsSupported;
    }

    /// <summary>The larger of two floats: see the remarks for ties and NaN.</summary>
    /// <remarks>
    /// If one is NaN that one is returned, if both are NaN the left. Otherwise left if left &gt; right, else right: of two zeros always the right one.
    /// </remarks>
    /// <param name="left">The first operand; the one returned when it is NaN.</param>
    /// <param name="right">The second operand; the one returned when both are equal.</param>
    /// <returns>One of the operands, bit for bit.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Max(float left, float right) => left > right || float.IsNaN(left) ? left : right;

    /// <inheritdoc cref="Max(float, float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Max(Vector128<float> left, Vector128<float> right) => Max<Vector128<float>, Lanes128>(left, right);

    /// <inheritdoc cref="Max(float, float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Max(Vector256<float> left, Vector256<float> right) => Vector256.IsHardwareAccelerated
        ? Max<Vector256<float>, Lanes256>(left, right)
        : Vector256.Create(Max(left.GetLower(), right.GetLower()), Max(left.GetUpper(), right.GetUpper()));

    /// <inheritdoc cref="Max(float, float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Max(Vector512<float> left, Vector512<float> right) => Vector512.IsHardwareAccelerated
        ? Max<Vector512<float>, Lanes512>(left, right)
        : Vector512.Create(Max(left.GetLower(), right.GetLower()), Max(left.GetUpper(), right.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Max<V, L>(V left, V right)
        where L : struct, ILanes<V> =>
        L.Select(L.Equal(left, left), L.Select(L.Less(right, left), left, right), left);

    /// <summary>The one NaN that every function returns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V NaN<V, L>()
        where L : struct, ILanes<V> =>
        L.SplatBits(unchecked((int)0xFFC00000));

    /// <summary>What <see cref="ILanes{V}.OrNaN"/> promises, of a comparison.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V SelectNaN<V, L>(V value, V x)
        where L : struct, ILanes<V> =>
        L.Select(L.Equal(x, x), value, NaN<V, L>());

    /// <summary>What <see cref="ILanes{V}.BoundOdd"/> promises, without the sign.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V BoundMagnitude<V, L>(V x, V bound)
        where L : struct, ILanes<V> =>
        L.MinInt(L.And(x, L.SplatBits(~SignBit)), bound);

    /// <summary>What <see cref="ILanes{V}.OddOf"/> promises, from the value at the magnitude.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V SelectSignAndNaN<V, L>(V value, V x)
        where L : struct, ILanes<V> =>
        SelectNaN<V, L>(L.Select(L.SplatBits(SignBit), x, value), x);
}
