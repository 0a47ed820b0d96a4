namespace NeuralNet.Gen;

/// <summary>The memory that one of a network's programs works in, beside parameters, gradients and the caller's data: what the compiler planned, and the least that any plan could take.</summary>
/// <param name="FixedBytes">Does not depend on the batch.</param>
/// <param name="BytesPerSample">For each sample of the capacity.</param>
/// <param name="LeastFixedBytes">The most of <paramref name="FixedBytes"/> that is alive at once in the order in which the kernels run: a lower bound.</param>
/// <param name="LeastBytesPerSample">The most of <paramref name="BytesPerSample"/> that is alive at once: a lower bound.</param>
/// <param name="SampleMultiple">The capacity is a multiple of so many samples.</param>
public sealed record ArenaInfo(long FixedBytes, long BytesPerSample, long LeastFixedBytes, long LeastBytesPerSample, int SampleMultiple)
{
    /// <summary>No memory, for a network that has no such program.</summary>
    public static ArenaInfo None { get; } = new(0, 0, 0, 0, 1);

    /// <summary>Samples that one thread takes through the network before the next ones come, so that a larger batch takes no more memory; 0 where all samples are in memory at once.</summary>
    public int SamplesAtATime { get; init; }

    /// <summary>Where the batch comes in turns: bytes for each of its samples that are kept for all of it, such as the sample's loss.</summary>
    public long WholeBytesPerSample { get; init; }

    /// <summary>Bytes of the arena for a batch.</summary>
    /// <param name="samples">In the batch; not negative.</param>
    /// <param name="threads">That share it; at least one.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="samples"/> is negative, or <paramref name="threads"/> not positive.</exception>
    public long BytesFor(int samples, int threads = 1) => FixedBytes + (BytesPerSample * Capacity(samples, threads)) + (WholeBytesPerSample * RoundUp(16, samples));

    /// <summary>Bytes that are alive at once while a batch is computed: no arena for this order of kernels is smaller.</summary>
    /// <param name="samples">In the batch; not negative.</param>
    /// <param name="threads">That share it; at least one.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="samples"/> is negative, or <paramref name="threads"/> not positive.</exception>
    public long LeastBytesFor(int samples, int threads = 1) => LeastFixedBytes + (LeastBytesPerSample * Capacity(samples, threads)) + (WholeBytesPerSample * RoundUp(16, samples));

    /// <summary>Where a buffer of this arena lies while a batch is computed, in bytes from the arena's beginning, and how many bytes it has there.</summary>
    /// <param name="buffer">Of the program that works in this arena; see <see cref="NetworkInfo.Memory"/>.</param>
    /// <param name="samples">In the batch; not negative.</param>
    /// <param name="threads">That share it; at least one.</param>
    /// <exception cref="ArgumentNullException"><paramref name="buffer"/> is <c>null</c>.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="samples"/> is negative, or <paramref name="threads"/> not positive.</exception>
    public (long Offset, long Bytes) PlaceOf(BufferInfo buffer, int samples, int threads = 1)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        long capacity = Capacity(samples, threads), whole = RoundUp(16, samples);
        return buffer.IsWhole
            ? (buffer.FixedOffset + (BytesPerSample * capacity) + (buffer.OffsetPerSample * whole), buffer.BytesPerSample * whole)
            : (buffer.FixedOffset + (buffer.OffsetPerSample * capacity), buffer.FixedBytes + (buffer.BytesPerSample * capacity));
    }

    private long Capacity(int samples, int threads)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(samples);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threads);
        long most = (long)SamplesAtATime * threads;
        if (most == 0 || samples <= most) return RoundUp(SampleMultiple, samples);
        // Turns of equal length.
        long turns = (samples + most - 1) / most;
        return RoundUp(SampleMultiple, (samples + turns - 1) / turns);
    }

    private static long RoundUp(int multiple, long samples) => (samples + multiple - 1) / multiple * multiple;
}
