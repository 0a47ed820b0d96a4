using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace NeuralNet.Gen.Numerics;

/// <summary>Four lanes in a <see cref="Vector128{T}"/>.</summary>
internal readonly unsafe struct Lanes128 : ILanes<Vector128<float>>
{
    public static int Count => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Splat(float value) => Vector128.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> SplatBits(int bits) => Vector128.Create(bits).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Load(float* source) => Vector128.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector128<float> value, float* destination) => value.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Add(Vector128<float> left, Vector128<float> right) => left + right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Subtract(Vector128<float> left, Vector128<float> right) => left - right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Multiply(Vector128<float> left, Vector128<float> right) => left * right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Divide(Vector128<float> left, Vector128<float> right) => left / right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Fma(Vector128<float> left, Vector128<float> right, Vector128<float> addend) =>
        Vector128.FusedMultiplyAdd(left, right, addend);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Sqrt(Vector128<float> value) => Vector128.Sqrt(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Less(Vector128<float> left, Vector128<float> right) => Vector128.LessThan(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Equal(Vector128<float> left, Vector128<float> right) => Vector128.Equals(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Select(Vector128<float> mask, Vector128<float> whenSet, Vector128<float> whenClear) =>
        Vector128.ConditionalSelect(mask, whenSet, whenClear);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> MinInt(Vector128<float> left, Vector128<float> right) => Vector128.Min(left.AsInt32(), right.AsInt32()).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> MinUnsigned(Vector128<float> left, Vector128<float> right) => Vector128.Min(left.AsUInt32(), right.AsUInt32()).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> SelectNegative(Vector128<float> x, Vector128<float> whenNegative, Vector128<float> otherwise) => Sse41.IsSupported
        ? Sse41.BlendVariable(otherwise, whenNegative, x)
        : Vector128.ConditionalSelect(Vector128.LessThan(x.AsInt32(), Vector128<int>.Zero).AsSingle(), whenNegative, otherwise);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> ExpOrAny(Vector128<float> x) => VectorMath.ExpBySign<Vector128<float>, Lanes128>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> OrNaN(Vector128<float> value, Vector128<float> x) => VectorMath.SelectNaN<Vector128<float>, Lanes128>(value, x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> BoundOdd(Vector128<float> x, Vector128<float> bound) => VectorMath.BoundMagnitude<Vector128<float>, Lanes128>(x, bound);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> OddOf(Vector128<float> value, Vector128<float> x) => VectorMath.SelectSignAndNaN<Vector128<float>, Lanes128>(value, x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> SplitAtSqrtHalf(Vector128<float> x, out Vector128<float> exponent) => VectorMath.SplitBits<Vector128<float>, Lanes128>(x, out exponent);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> LogLimits(Vector128<float> value, Vector128<float> x) => VectorMath.SelectLogLimits<Vector128<float>, Lanes128>(value, x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> And(Vector128<float> left, Vector128<float> right) => left & right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Or(Vector128<float> left, Vector128<float> right) => left | right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Xor(Vector128<float> left, Vector128<float> right) => left ^ right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> AddInt(Vector128<float> left, Vector128<float> right) => (left.AsInt32() + right.AsInt32()).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> SubtractInt(Vector128<float> left, Vector128<float> right) =>
        (left.AsInt32() - right.AsInt32()).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> ShiftLeft(Vector128<float> value, int count) => (value.AsInt32() << count).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> ShiftRightLogical(Vector128<float> value, int count) => (value.AsInt32() >>> count).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> ShiftRightArithmetic(Vector128<float> value, int count) => (value.AsInt32() >> count).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> IntToFloat(Vector128<float> bits) => Vector128.ConvertToSingle(bits.AsInt32());
}
