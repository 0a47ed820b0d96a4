namespace NeuralNet.Gen.Numerics;

/// <summary>The order in which an epoch visits the samples.</summary>
public static class SampleOrder
{
    /// <summary>Fills 0 to n - 1 in a random order that depends on seed, epoch and n alone; every order is equally likely.</summary>
    /// <remarks>
    /// The shuffle of Fisher and Yates (Durstenfeld's form, from the end) with the bounded integers of Lemire, "Fast random integer generation in an
    /// interval" (2019), over the words of the stream (seed, <see cref="RandomPurpose.SampleOrder"/>, epoch) in element order; a rejected word is skipped.
    /// </remarks>
    /// <param name="order">Receives the order; n is its length.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="epoch">The epoch.</param>
    public static void Shuffle(Span<int> order, ulong seed, ulong epoch) => Shuffle(order, seed, RandomPurpose.SampleOrder, epoch);

    /// <summary>The same from the stream of another purpose.</summary>
    internal static unsafe void Shuffle(Span<int> order, ulong seed, uint purpose, ulong epoch)
    {
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        uint* words = stackalloc uint[PhiloxStream.GroupLength];
        int used = PhiloxStream.GroupLength;
        uint block = 0;
        for (int i = order.Length - 1; i > 0; i--)
        {
            uint bound = (uint)i + 1;
            ulong product;
            uint low, rejectBelow = 0;
            bool rejects = false;
            do
            {
                if (used == PhiloxStream.GroupLength)
                {
                    PhiloxStream.Words(words, seed, purpose, epoch, block);
                    block += 16;
                    used = 0;
                }

                product = (ulong)words[used++] * bound;
                low = (uint)product;
                if (low < bound && !rejects)
                {
                    // 2^32 mod bound of the low halves are one too many; the division is rarely needed.
                    rejectBelow = unchecked(0u - bound) % bound;
                    rejects = true;
                }
            }
            while (low < rejectBelow);

            int j = (int)(product >> 32);
            (order[i], order[j]) = (order[j], order[i]);
        }
    }
}
