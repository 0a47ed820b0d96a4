using System.Runtime.CompilerServices;

namespace NeuralNet.Gen.Numerics;

/// <summary>Masks of inverted dropout (Srivastava et al., 2014; scaled as in PyTorch): 0 or 1 / (1 - p).</summary>
public static class DropoutMask
{
    /// <summary>Fills a stretch of the mask of one step.</summary>
    /// <remarks>
    /// Mask element e is 0 if the stream's uniform number e is below <paramref name="probability"/>, else 1 / (1 - probability). It depends on seed,
    /// purpose, step and e alone: however the mask is cut over threads, the values are the same. Probability 0 gives all ones, 1 all zeros.
    /// </remarks>
    /// <param name="mask">Receives <paramref name="count"/> floats.</param>
    /// <param name="firstElement">The number, within the whole mask, of the first element of the stretch.</param>
    /// <param name="count">How many elements; 0 and less do nothing.</param>
    /// <param name="probability">The probability of a zero, from 0 to 1.</param>
    /// <param name="seed">The network's seed.</param>
    /// <param name="purpose">Which dropout: a <see cref="RandomPurpose"/> of kind 2.</param>
    /// <param name="step">The training step.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The probability is not in [0, 1], or the mask has more than <see cref="Philox.StreamLength"/> elements.
    /// </exception>
    public static unsafe void Fill(float* mask, long firstElement, int count, float probability, ulong seed, uint purpose, ulong step)
    {
        if (!(probability >= 0 && probability <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(probability), probability, "A dropout probability must be from 0 to 1.");
        }

        PhiloxStream.Fill(mask, firstElement, count, seed, purpose, step, new Map(probability, 1f / (1f - probability)));
    }

    private readonly unsafe struct Map(float probability, float scale) : IPhiloxMap
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Group<V, L>(float* words, float* destination)
            where L : struct, ILanes<V>
        {
            for (int i = 0; i < PhiloxStream.GroupLength; i += L.Count)
            {
                V unit = UnitUniformMap.Unit<V, L>(L.Load(words + i));
                L.Store(L.Select(L.Less(unit, L.Splat(probability)), L.Splat(0f), L.Splat(scale)), destination + i);
            }
        }
    }
}
