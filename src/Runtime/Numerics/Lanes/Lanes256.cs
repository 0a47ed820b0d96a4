using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace NeuralNet.Gen.Numerics;

/// <summary>Eight lanes in a <see cref="Vector256{T}"/>.</summary>
internal readonly unsafe struct Lanes256 : ILanes<Vector256<float>>
{
    public static int Count => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Splat(float value) => Vector256.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> SplatBits(int bits) => Vector256.Create(bits).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Load(float* source) => Vector256.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<float> value, float* destination) => value.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Add(Vector256<float> left, Vector256<float> right) => left + right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Subtract(Vector256<float> left, Vector256<float> right) => left - right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Multiply(Vector256<float> left, Vector256<float> right) => left * right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Divide(Vector256<float> left, Vector256<float> right) => left / right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Fma(Vector256<float> left, Vector256<float> right, Vector256<float> addend) =>
        Vector256.FusedMultiplyAdd(left, right, addend);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Sqrt(Vector256<float> value) => Vector256.Sqrt(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Less(Vector256<float> left, Vector256<float> right) => Vector256.LessThan(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Equal(Vector256<float> left, Vector256<float> right) => Vector256.Equals(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Select(Vector256<float> mask, Vector256<float> whenSet, Vector256<float> whenClear) =>
        Vector256.ConditionalSelect(mask, whenSet, whenClear);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> MinInt(Vector256<float> left, Vector256<float> right) => Vector256.Min(left.AsInt32(), right.AsInt32()).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> MinUnsigned(Vector256<float> left, Vector256<float> right) => Vector256.Min(left.AsUInt32(), right.AsUInt32()).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> SelectNegative(Vector256<float> x, Vector256<float> whenNegative, Vector256<float> otherwise) => Avx.IsSupported
        ? Avx.BlendVariable(otherwise, whenNegative, x)
        : Vector256.ConditionalSelect(Vector256.LessThan(x.AsInt32(), Vector256<int>.Zero).AsSingle(), whenNegative, otherwise);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> ExpOrAny(Vector256<float> x) => VectorMath.ExpBySign<Vector256<float>, Lanes256>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> OrNaN(Vector256<float> value, Vector256<float> x) => VectorMath.SelectNaN<Vector256<float>, Lanes256>(value, x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> BoundOdd(Vector256<float> x, Vector256<float> bound) => VectorMath.BoundMagnitude<Vector256<float>, Lanes256>(x, bound);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> OddOf(Vector256<float> value, Vector256<float> x) => VectorMath.SelectSignAndNaN<Vector256<float>, Lanes256>(value, x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> SplitAtSqrtHalf(Vector256<float> x, out Vector256<float> exponent) => VectorMath.SplitBits<Vector256<float>, Lanes256>(x, out exponent);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> LogLimits(Vector256<float> value, Vector256<float> x) => VectorMath.SelectLogLimits<Vector256<float>, Lanes256>(value, x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> And(Vector256<float> left, Vector256<float> right) => left & right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Or(Vector256<float> left, Vector256<float> right) => left | right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Xor(Vector256<float> left, Vector256<float> right) => left ^ right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> AddInt(Vector256<float> left, Vector256<float> right) => (left.AsInt32() + right.AsInt32()).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> SubtractInt(Vector256<float> left, Vector256<float> right) =>
        (left.AsInt32() - right.AsInt32()).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> ShiftLeft(Vector256<float> value, int count) => (value.AsInt32() << count).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> ShiftRightLogical(Vector256<float> value, int count) => (value.AsInt32() >>> count).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> ShiftRightArithmetic(Vector256<float> value, int count) => (value.AsInt32() >> count).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> IntToFloat(Vector256<float> bits) => Vector256.ConvertToSingle(bits.AsInt32());
}
