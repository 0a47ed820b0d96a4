using System.Runtime.CompilerServices;

namespace NeuralNet.Gen.Numerics;

/// <summary>One lane in plain scalar arithmetic.</summary>
internal readonly unsafe struct ScalarLanes : ILanes<float>
{
    public static int Count => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Splat(float value) => value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float SplatBits(int bits) => BitConverter.Int32BitsToSingle(bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Load(float* source) => *source;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(float value, float* destination) => *destination = value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Add(float left, float right) => left + right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Subtract(float left, float right) => left - right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Multiply(float left, float right) => left * right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Divide(float left, float right) => left / right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Fma(float left, float right, float addend) => MathF.FusedMultiplyAdd(left, right, addend);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sqrt(float value) => MathF.Sqrt(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Less(float left, float right) => Mask(left < right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Equal(float left, float right) => Mask(left == right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Select(float mask, float whenSet, float whenClear) => SplatBits((Bits(mask) & Bits(whenSet)) | (~Bits(mask) & Bits(whenClear)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float MinInt(float left, float right) => SplatBits(Math.Min(Bits(left), Bits(right)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float MinUnsigned(float left, float right) => SplatBits((int)Math.Min((uint)Bits(left), (uint)Bits(right)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float SelectNegative(float x, float whenNegative, float otherwise) => Bits(x) < 0 ? whenNegative : otherwise;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float ExpOrAny(float x) => VectorMath.ExpBySign<float, ScalarLanes>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float OrNaN(float value, float x) => VectorMath.SelectNaN<float, ScalarLanes>(value, x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float BoundOdd(float x, float bound) => VectorMath.BoundMagnitude<float, ScalarLanes>(x, bound);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float OddOf(float value, float x) => VectorMath.SelectSignAndNaN<float, ScalarLanes>(value, x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float SplitAtSqrtHalf(float x, out float exponent) => VectorMath.SplitBits<float, ScalarLanes>(x, out exponent);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float LogLimits(float value, float x) => VectorMath.SelectLogLimits<float, ScalarLanes>(value, x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float And(float left, float right) => SplatBits(Bits(left) & Bits(right));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Or(float left, float right) => SplatBits(Bits(left) | Bits(right));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Xor(float left, float right) => SplatBits(Bits(left) ^ Bits(right));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float AddInt(float left, float right) => SplatBits(unchecked(Bits(left) + Bits(right)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float SubtractInt(float left, float right) => SplatBits(unchecked(Bits(left) - Bits(right)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float ShiftLeft(float value, int count) => SplatBits(Bits(value) << count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float ShiftRightLogical(float value, int count) => SplatBits(Bits(value) >>> count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float ShiftRightArithmetic(float value, int count) => SplatBits(Bits(value) >> count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float IntToFloat(float bits) => Bits(bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Bits(float value) => BitConverter.SingleToInt32Bits(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Mask(bool condition) => SplatBits(condition ? -1 : 0);
}
