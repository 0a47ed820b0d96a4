using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace NeuralNet.Gen.Numerics;

/// <summary>Sixteen lanes in a <see cref="Vector512{T}"/>.</summary>
internal readonly unsafe struct Lanes512 : ILanes<Vector512<float>>
{
    // What to put in place of a value, by the class of another number: four bits for each class of numbers, from the lowest: quiet NaN, signalling NaN, zero, 1, -infinity, infinity, negative, positive.
    // 0 keeps the value, 1 takes the number itself, 3 is the NaN that VectorMath returns, 4 is -infinity and 5 infinity.
    private const int NaNToNaN = 0x00000033;
    private const int NaNToNaNAndZeroToZero = 0x00000133;
    private const int LogAtLimits = 0x03530433;

    private const byte SmallerMagnitudeWithSign = 0b0010;

    public static int Count => 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Splat(float value) => Vector512.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> SplatBits(int bits) => Vector512.Create(bits).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(float* source) => Vector512.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<float> value, float* destination) => value.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Add(Vector512<float> left, Vector512<float> right) => left + right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Subtract(Vector512<float> left, Vector512<float> right) => left - right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Multiply(Vector512<float> left, Vector512<float> right) => left * right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Divide(Vector512<float> left, Vector512<float> right) => left / right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Fma(Vector512<float> left, Vector512<float> right, Vector512<float> addend) =>
        Vector512.FusedMultiplyAdd(left, right, addend);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Sqrt(Vector512<float> value) => Vector512.Sqrt(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Less(Vector512<float> left, Vector512<float> right) => Vector512.LessThan(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Equal(Vector512<float> left, Vector512<float> right) => Vector512.Equals(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Select(Vector512<float> mask, Vector512<float> whenSet, Vector512<float> whenClear) =>
        Vector512.ConditionalSelect(mask, whenSet, whenClear);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> MinInt(Vector512<float> left, Vector512<float> right) => Vector512.Min(left.AsInt32(), right.AsInt32()).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> MinUnsigned(Vector512<float> left, Vector512<float> right) => Vector512.Min(left.AsUInt32(), right.AsUInt32()).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> SelectNegative(Vector512<float> x, Vector512<float> whenNegative, Vector512<float> otherwise) =>
        Vector512.ConditionalSelect(Vector512.LessThan(x.AsInt32(), Vector512<int>.Zero).AsSingle(), whenNegative, otherwise);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> ExpOrAny(Vector512<float> x) => Avx512F.IsSupported ? VectorMath.ExpByScaling(x) : VectorMath.ExpBySign<Vector512<float>, Lanes512>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> OrNaN(Vector512<float> value, Vector512<float> x) => Avx512F.IsSupported
        ? Avx512F.Fixup(value, x, Vector512.Create(NaNToNaN), 0)
        : VectorMath.SelectNaN<Vector512<float>, Lanes512>(value, x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> BoundOdd(Vector512<float> x, Vector512<float> bound) => Avx512DQ.IsSupported
        ? Avx512DQ.Range(x, bound, SmallerMagnitudeWithSign)
        : VectorMath.BoundMagnitude<Vector512<float>, Lanes512>(x, bound);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> OddOf(Vector512<float> value, Vector512<float> x) => Avx512DQ.IsSupported
        ? Avx512F.Fixup(value, x, Vector512.Create(NaNToNaNAndZeroToZero), 0)
        : VectorMath.SelectSignAndNaN<Vector512<float>, Lanes512>(value, x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> SplitAtSqrtHalf(Vector512<float> x, out Vector512<float> exponent)
    {
        if (!Avx512F.IsSupported)
        {
            return VectorMath.SplitBits<Vector512<float>, Lanes512>(x, out exponent);
        }

        // The mantissa in [1, 2), of a subnormal number too.
        Vector512<float> mantissa = Avx512F.GetMantissa(x, 0), power = Avx512F.GetExponent(x);

        // Twice the square root of 1/2 in VectorMath. The comparison stands in each of its uses, because the JIT makes a vector of a mask that is kept in a local: an Intel processor
        // then waits for the former content of that vector's register, which is the result of the turn before.
        Vector512<float> sqrt2 = Vector512.Create(1.41421354f);
        exponent = Vector512.ConditionalSelect(Vector512.GreaterThanOrEqual(mantissa, sqrt2), power + Vector512.Create(1f), power);
        return Vector512.ConditionalSelect(Vector512.GreaterThanOrEqual(mantissa, sqrt2), mantissa * Vector512.Create(0.5f), mantissa);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> LogLimits(Vector512<float> value, Vector512<float> x) => Avx512F.IsSupported
        ? Avx512F.Fixup(value, x, Vector512.Create(LogAtLimits), 0)
        : VectorMath.SelectLogLimits<Vector512<float>, Lanes512>(value, x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> And(Vector512<float> left, Vector512<float> right) => left & right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Or(Vector512<float> left, Vector512<float> right) => left | right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Xor(Vector512<float> left, Vector512<float> right) => left ^ right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> AddInt(Vector512<float> left, Vector512<float> right) => (left.AsInt32() + right.AsInt32()).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> SubtractInt(Vector512<float> left, Vector512<float> right) =>
        (left.AsInt32() - right.AsInt32()).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> ShiftLeft(Vector512<float> value, int count) => (value.AsInt32() << count).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> ShiftRightLogical(Vector512<float> value, int count) => (value.AsInt32() >>> count).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> ShiftRightArithmetic(Vector512<float> value, int count) => (value.AsInt32() >> count).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> IntToFloat(Vector512<float> bits) => Vector512.ConvertToSingle(bits.AsInt32());
}
