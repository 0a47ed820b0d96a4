using System.Globalization;
using System.Runtime.CompilerServices;

namespace NeuralNet.Gen.Numerics;

/// <summary>
/// Zeroed float memory that never moves: pinned, aligned to 64 bytes, followed by at least 64 readable and writable bytes of slack.
/// </summary>
/// <remarks>
/// The memory is an array on the pinned object heap: nothing to dispose, no native handle. It lives as long as this object is
/// reachable, so whoever keeps <see cref="Pointer"/> keeps the buffer too. The slack lets a kernel load and store whole vectors at the end.
/// </remarks>
public sealed unsafe class PinnedBuffer
{
    /// <summary>Readable and writable floats after the last one: one 512-bit vector.</summary>
    public const int Slack = 16;

    private const int AlignmentBytes = 64;
    private const int MaximumLength = 0x7FFFFFC7 - Slack - (AlignmentBytes / sizeof(float));

    private readonly float[] _array;
    private readonly int _offset;

    /// <summary>Allocates <paramref name="length"/> floats, all zero.</summary>
    /// <param name="length">How many floats, from 0 to 2,147,483,559.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is negative.</exception>
    /// <exception cref="OverflowException">The length is more than one array can hold.</exception>
    /// <exception cref="OutOfMemoryException">The system has not that much memory.</exception>
    public PinnedBuffer(long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if (length > MaximumLength)
        {
            throw new OverflowException(string.Create(
                CultureInfo.InvariantCulture,
                $"A buffer of {length:N0} floats ({length / 1073741824.0 * sizeof(float):F1} GiB) does not fit one array: at most {MaximumLength:N0} floats do. Use a smaller network or a smaller batch."));
        }

        Length = (int)length;
        _array = GC.AllocateArray<float>(Length + Slack + (AlignmentBytes / sizeof(float)), pinned: true);
        nuint start = (nuint)Unsafe.AsPointer(ref _array[0]);
        Pointer = (float*)((start + AlignmentBytes - 1) & ~(nuint)(AlignmentBytes - 1));
        _offset = (int)((nuint)Pointer - start) / sizeof(float);
    }

    /// <summary>The first float, at an address divisible by 64; valid while this object is reachable.</summary>
    public float* Pointer { get; }

    /// <summary>How many floats were asked for, the slack not counted.</summary>
    public int Length { get; }

    /// <summary>The floats, without the slack. Made from the array, so it keeps the memory alive by itself.</summary>
    public Span<float> Span => _array.AsSpan(_offset, Length);
}
