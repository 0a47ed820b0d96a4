using System.Runtime.CompilerServices;

namespace NeuralNet.Gen.Numerics;

/// <summary>
/// Philox4x32-10, the counter-based generator of Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3" (SC 2011).
/// A random number is a function of seed, purpose, step and element, so no state is kept and any split over threads draws the same numbers.
/// </summary>
/// <remarks>
/// Counter words: block, purpose, step low, step high; key words: seed low, seed high. Elements are numbered so that 16 lanes run 16
/// counters at once: element e belongs to group e / 64, word (e mod 64) / 16 and lane e mod 16, and is that word of block 16 * group + lane.
/// </remarks>
public static class Philox
{
    /// <summary>How many elements one stream (one seed, purpose and step) has: 2^34.</summary>
    public const long StreamLength = 1L << 34;

    internal const uint Multiplier0 = 0xD2511F53;
    internal const uint Multiplier1 = 0xCD9E8D57;
    internal const uint KeyStep0 = 0x9E3779B9; // golden ratio
    internal const uint KeyStep1 = 0xBB67AE85; // sqrt 3 - 1
    internal const int Rounds = 10;

    /// <summary>The four words of one counter.</summary>
    /// <param name="seed">The key.</param>
    /// <param name="purpose">What the numbers are for: <see cref="RandomPurpose"/>.</param>
    /// <param name="step">Training step, epoch, or 0.</param>
    /// <param name="block">The block in the stream.</param>
    /// <param name="w0">First word.</param>
    /// <param name="w1">Second word.</param>
    /// <param name="w2">Third word.</param>
    /// <param name="w3">Fourth word.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Block(ulong seed, uint purpose, ulong step, uint block, out uint w0, out uint w1, out uint w2, out uint w3)
    {
        unchecked
        {
            uint x0 = block, x1 = purpose, x2 = (uint)step, x3 = (uint)(step >> 32);
            uint k0 = (uint)seed, k1 = (uint)(seed >> 32);
            for (int round = 0; round < Rounds; round++)
            {
                ulong p0 = (ulong)Multiplier0 * x0;
                ulong p1 = (ulong)Multiplier1 * x2;
                x0 = (uint)(p1 >> 32) ^ x1 ^ k0;
                x1 = (uint)p1;
                x2 = (uint)(p0 >> 32) ^ x3 ^ k1;
                x3 = (uint)p0;
                k0 += KeyStep0;
                k1 += KeyStep1;
            }

            w0 = x0;
            w1 = x1;
            w2 = x2;
            w3 = x3;
        }
    }

    /// <summary>One element of a stream as a 32-bit word.</summary>
    /// <param name="seed">The key.</param>
    /// <param name="purpose">What the numbers are for: <see cref="RandomPurpose"/>.</param>
    /// <param name="step">Training step, epoch, or 0.</param>
    /// <param name="element">The element, from 0 below <see cref="StreamLength"/>.</param>
    /// <returns>A word whose 32 bits are random.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The element is not in the stream.</exception>
    public static uint Word(ulong seed, uint purpose, ulong step, long element)
    {
        ThrowIfOutsideStream(element, 1);
        Block(seed, purpose, step, (uint)(element / 64 * 16 + element % 16), out uint w0, out uint w1, out uint w2, out uint w3);
        return (int)(element % 64 / 16) switch { 0 => w0, 1 => w1, 2 => w2, _ => w3 };
    }

    /// <summary>One element of a stream as a number in [0, 1): the word's upper 24 bits times 2^-24.</summary>
    /// <param name="seed">The key.</param>
    /// <param name="purpose">What the numbers are for: <see cref="RandomPurpose"/>.</param>
    /// <param name="step">Training step, epoch, or 0.</param>
    /// <param name="element">The element, from 0 below <see cref="StreamLength"/>.</param>
    /// <returns>A multiple of 2^-24, from 0 to 1 - 2^-24.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The element is not in the stream.</exception>
    public static float Uniform(ulong seed, uint purpose, ulong step, long element) =>
        (int)(Word(seed, purpose, step, element) >> 8) * UnitOf24Bits;

    /// <summary>Many elements in a row, the same numbers that <see cref="Uniform"/> gives one by one.</summary>
    /// <param name="values">Receives elements <paramref name="firstElement"/> and following.</param>
    /// <param name="seed">The key.</param>
    /// <param name="purpose">What the numbers are for: <see cref="RandomPurpose"/>.</param>
    /// <param name="step">Training step, epoch, or 0.</param>
    /// <param name="firstElement">The element that goes to the first value.</param>
    /// <exception cref="ArgumentOutOfRangeException">The stream ends before the last value.</exception>
    public static unsafe void FillUniform(Span<float> values, ulong seed, uint purpose, ulong step, long firstElement = 0)
    {
        fixed (float* destination = values)
        {
            PhiloxStream.Fill(destination, firstElement, values.Length, seed, purpose, step, default(UnitUniformMap));
        }
    }

    internal const float UnitOf24Bits = 1f / (1 << 24);

    internal static void ThrowIfOutsideStream(long firstElement, long count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(firstElement);
        if (firstElement > StreamLength - count)
        {
            throw new ArgumentOutOfRangeException(
                nameof(firstElement),
                firstElement,
                $"A random stream has 2^34 elements; {count} from element {firstElement} on go beyond its end. Use another step or purpose for the rest.");
        }
    }
}
