using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace NeuralNet.Gen.Numerics;

/// <summary>64-bit lanes that multiply their lower halves: the integer operations of <see cref="Philox"/>.</summary>
internal unsafe interface IProductLanes<W>
{
    /// <summary>How many 64-bit lanes a value has.</summary>
    static abstract int Count { get; }

    static abstract W Splat(uint value);

    /// <summary>first, first + 2, first + 4 and so on.</summary>
    static abstract W EveryOther(uint first);

    /// <summary>The 64-bit products of the lower halves.</summary>
    static abstract W Multiply(W left, W right);

    static abstract W Xor(W left, W right);

    static abstract W ShiftRight32(W value);

    /// <summary>Stores the lower halves of even lane 0, odd lane 0, even lane 1, odd lane 1 and so on.</summary>
    static abstract void StoreInterleaved(W even, W odd, uint* destination);
}

/// <summary>Two 64-bit lanes in a <see cref="Vector128{T}"/>.</summary>
internal readonly unsafe struct ProductLanes128 : IProductLanes<Vector128<ulong>>
{
    public static bool IsSupported
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Sse2.IsSupported || AdvSimd.IsSupported;
    }

    public static int Count => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<ulong> Splat(uint value) => Vector128.Create((ulong)value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<ulong> EveryOther(uint first) => Vector128.Create((ulong)first) + Vector128.Create(0ul, 2ul);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<ulong> Multiply(Vector128<ulong> left, Vector128<ulong> right) =>
        Sse2.IsSupported
        ? Sse2.Multiply(left.AsUInt32(), right.AsUInt32())
        : AdvSimd.MultiplyWideningLower(AdvSimd.ExtractNarrowingLower(left), AdvSimd.ExtractNarrowingLower(right));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<ulong> Xor(Vector128<ulong> left, Vector128<ulong> right) => left ^ right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<ulong> ShiftRight32(Vector128<ulong> value) => value >>> 32;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreInterleaved(Vector128<ulong> even, Vector128<ulong> odd, uint* destination) =>
        ((even & Vector128.Create((ulong)uint.MaxValue)) | (odd << 32)).AsUInt32().Store(destination);
}

/// <summary>Four 64-bit lanes in a <see cref="Vector256{T}"/>.</summary>
internal readonly unsafe struct ProductLanes256 : IProductLanes<Vector256<ulong>>
{
    public static bool IsSupported
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Avx2.IsSupported;
    }

    public static int Count => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> Splat(uint value) => Vector256.Create((ulong)value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> EveryOther(uint first) => Vector256.Create((ulong)first) + Vector256.Create(0ul, 2ul, 4ul, 6ul);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> Multiply(Vector256<ulong> left, Vector256<ulong> right) =>
        Avx2.Multiply(left.AsUInt32(), right.AsUInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> Xor(Vector256<ulong> left, Vector256<ulong> right) => left ^ right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> ShiftRight32(Vector256<ulong> value) => value >>> 32;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreInterleaved(Vector256<ulong> even, Vector256<ulong> odd, uint* destination) =>
        ((even & Vector256.Create((ulong)uint.MaxValue)) | (odd << 32)).AsUInt32().Store(destination);
}

/// <summary>Eight 64-bit lanes in a <see cref="Vector512{T}"/>.</summary>
internal readonly unsafe struct ProductLanes512 : IProductLanes<Vector512<ulong>>
{
    public static bool IsSupported
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Avx512F.IsSupported;
    }

    public static int Count => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> Splat(uint value) => Vector512.Create((ulong)value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> EveryOther(uint first) => Vector512.Create((ulong)first) + Vector512.Create(0ul, 2ul, 4ul, 6ul, 8ul, 10ul, 12ul, 14ul);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> Multiply(Vector512<ulong> left, Vector512<ulong> right) =>
        Avx512F.Multiply(left.AsUInt32(), right.AsUInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> Xor(Vector512<ulong> left, Vector512<ulong> right) => left ^ right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> ShiftRight32(Vector512<ulong> value) => value >>> 32;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreInterleaved(Vector512<ulong> even, Vector512<ulong> odd, uint* destination) =>
        ((even & Vector512.Create((ulong)uint.MaxValue)) | (odd << 32)).AsUInt32().Store(destination);
}
