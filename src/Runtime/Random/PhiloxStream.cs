using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NeuralNet.Gen.Numerics;

/// <summary>Turns the 64 words of a group into 64 floats.</summary>
internal unsafe interface IPhiloxMap
{
    /// <summary>Maps 64 words to 64 floats; the two do not overlap.</summary>
    void Group<V, L>(float* words, float* destination)
        where L : struct, ILanes<V>;
}

/// <summary>Words to multiples of 2^-24 in [0, 1).</summary>
internal readonly unsafe struct UnitUniformMap : IPhiloxMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Group<V, L>(float* words, float* destination)
        where L : struct, ILanes<V>
    {
        for (int i = 0; i < PhiloxStream.GroupLength; i += L.Count)
        {
            L.Store(Unit<V, L>(L.Load(words + i)), destination + i);
        }
    }

    /// <summary>The upper 24 bits of a word times 2^-24.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Unit<V, L>(V word)
        where L : struct, ILanes<V> =>
        L.Multiply(L.IntToFloat(L.ShiftRightLogical(word, 8)), L.Splat(Philox.UnitOf24Bits));
}

/// <summary>Walks a stream group by group at the width of the machine.</summary>
internal static unsafe class PhiloxStream
{
    internal const int GroupLength = 64;
    private const int Lanes = 16;

    /// <summary>Fills <paramref name="count"/> floats with the mapped elements from <paramref name="firstElement"/> on.</summary>
    internal static void Fill<TMap>(float* destination, long firstElement, long count, ulong seed, uint purpose, ulong step, TMap map)
        where TMap : struct, IPhiloxMap
    {
        Philox.ThrowIfOutsideStream(firstElement, count);
        if (Vector512.IsHardwareAccelerated)
        {
            Fill<Vector512<float>, Lanes512, TMap>(destination, firstElement, count, seed, purpose, step, map);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Fill<Vector256<float>, Lanes256, TMap>(destination, firstElement, count, seed, purpose, step, map);
        }
        else if (Vector128.IsHardwareAccelerated)
        {
            Fill<Vector128<float>, Lanes128, TMap>(destination, firstElement, count, seed, purpose, step, map);
        }
        else
        {
            Fill<float, ScalarLanes, TMap>(destination, firstElement, count, seed, purpose, step, map);
        }
    }

    /// <summary>The 64 words of the group that begins at block <paramref name="firstBlock"/>, in the order of the elements.</summary>
    internal static void Words(uint* words, ulong seed, uint purpose, ulong step, uint firstBlock)
    {
        if (ProductLanes512.IsSupported)
        {
            Words<Vector512<ulong>, ProductLanes512>(words, seed, purpose, step, firstBlock);
        }
        else if (ProductLanes256.IsSupported)
        {
            Words<Vector256<ulong>, ProductLanes256>(words, seed, purpose, step, firstBlock);
        }
        else if (ProductLanes128.IsSupported)
        {
            Words<Vector128<ulong>, ProductLanes128>(words, seed, purpose, step, firstBlock);
        }
        else
        {
            for (uint lane = 0; lane < Lanes; lane++)
            {
                Philox.Block(seed, purpose, step, firstBlock + lane, out words[lane], out words[16 + lane], out words[32 + lane], out words[48 + lane]);
            }
        }
    }

    private static void Fill<V, L, TMap>(float* destination, long firstElement, long count, ulong seed, uint purpose, ulong step, TMap map)
        where L : struct, ILanes<V>
        where TMap : struct, IPhiloxMap
    {
        uint* words = stackalloc uint[GroupLength];
        float* part = stackalloc float[GroupLength];
        uint block = (uint)(firstElement / GroupLength * Lanes);
        int skip = (int)(firstElement % GroupLength);
        while (count > 0)
        {
            Words(words, seed, purpose, step, block);
            int take = (int)Math.Min(count, GroupLength - skip);
            if (take == GroupLength)
            {
                map.Group<V, L>((float*)words, destination);
            }
            else
            {
                map.Group<V, L>((float*)words, part);
                new ReadOnlySpan<float>(part + skip, take).CopyTo(new Span<float>(destination, take));
            }

            destination += take;
            count -= take;
            skip = 0;
            block = unchecked(block + Lanes);
        }
    }

    /// <summary>
    /// Runs the even and the odd counters of 2 * P.Count lanes side by side, each word in the lower half of a 64-bit lane, where the 32 x 32 to
    /// 64-bit multiplication wants it; the upper halves hold rubbish until the end.
    /// </summary>
    private static void Words<W, P>(uint* words, ulong seed, uint purpose, ulong step, uint firstBlock)
        where P : struct, IProductLanes<W>
    {
        W m0 = P.Splat(Philox.Multiplier0);
        W m1 = P.Splat(Philox.Multiplier1);
        for (uint lane = 0; lane < Lanes; lane += 2 * (uint)P.Count)
        {
            W even0 = P.EveryOther(firstBlock + lane), odd0 = P.EveryOther(firstBlock + lane + 1);
            W even1 = P.Splat(purpose), odd1 = even1;
            W even2 = P.Splat((uint)step), odd2 = even2;
            W even3 = P.Splat((uint)(step >> 32)), odd3 = even3;
            uint key0 = (uint)seed, key1 = (uint)(seed >> 32);
            for (int round = 0; round < Philox.Rounds; round++)
            {
                W k0 = P.Splat(key0), k1 = P.Splat(key1);
                W p0 = P.Multiply(even0, m0), p1 = P.Multiply(even2, m1);
                even0 = P.Xor(P.Xor(P.ShiftRight32(p1), even1), k0);
                even2 = P.Xor(P.Xor(P.ShiftRight32(p0), even3), k1);
                even1 = p1;
                even3 = p0;
                p0 = P.Multiply(odd0, m0);
                p1 = P.Multiply(odd2, m1);
                odd0 = P.Xor(P.Xor(P.ShiftRight32(p1), odd1), k0);
                odd2 = P.Xor(P.Xor(P.ShiftRight32(p0), odd3), k1);
                odd1 = p1;
                odd3 = p0;
                key0 = unchecked(key0 + Philox.KeyStep0);
                key1 = unchecked(key1 + Philox.KeyStep1);
            }

            P.StoreInterleaved(even0, odd0, words + lane);
            P.StoreInterleaved(even1, odd1, words + 16 + lane);
            P.StoreInterleaved(even2, odd2, words + 32 + lane);
            P.StoreInterleaved(even3, odd3, words + 48 + lane);
        }
    }
}
