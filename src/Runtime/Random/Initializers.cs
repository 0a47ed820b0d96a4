using System.Runtime.CompilerServices;

namespace NeuralNet.Gen.Numerics;

/// <summary>Fills parameters with their initial values; the same bits on every machine.</summary>
/// <remarks>Value e depends on seed, purpose and e alone, so a longer array begins with the values of a shorter one.</remarks>
public static class Initializers
{
    /// <summary>Uniform numbers in [-bound, bound).</summary>
    /// <param name="values">Receives the numbers.</param>
    /// <param name="bound">0 or a positive finite number; for PyTorch's defaults 1 / sqrt(fan in).</param>
    /// <param name="seed">The network's seed.</param>
    /// <param name="purpose">Which parameter: a <see cref="RandomPurpose"/> of kind 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The bound is negative, infinite or NaN.</exception>
    public static unsafe void Uniform(Span<float> values, float bound, ulong seed, uint purpose)
    {
        ThrowUnlessFiniteAndNotNegative(bound, nameof(bound));
        fixed (float* destination = values)
        {
            PhiloxStream.Fill(destination, 0, values.Length, seed, purpose, 0, new SymmetricUniformMap(bound));
        }
    }

    /// <summary>Normally distributed numbers of mean 0.</summary>
    /// <remarks>
    /// The transform of Box and Muller (1958) over pairs of 24-bit uniform numbers, with the logarithm, sine and cosine of <see cref="VectorMath"/>.
    /// No number is farther from 0 than 5.77 standard deviations.
    /// </remarks>
    /// <param name="values">Receives the numbers.</param>
    /// <param name="standardDeviation">0 or a positive finite number.</param>
    /// <param name="seed">The network's seed.</param>
    /// <param name="purpose">Which parameter: a <see cref="RandomPurpose"/> of kind 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The standard deviation is negative, infinite or NaN.</exception>
    public static void Normal(Span<float> values, float standardDeviation, ulong seed, uint purpose) => Normal(values, standardDeviation, seed, purpose, 0, 0);

    /// <summary>The same from any step and element of the stream.</summary>
    internal static unsafe void Normal(Span<float> values, float standardDeviation, ulong seed, uint purpose, ulong step, long firstElement)
    {
        ThrowUnlessFiniteAndNotNegative(standardDeviation, nameof(standardDeviation));
        fixed (float* destination = values)
        {
            PhiloxStream.Fill(destination, firstElement, values.Length, seed, purpose, step, new NormalMap(standardDeviation));
        }
    }

    /// <summary>One value everywhere.</summary>
    /// <param name="values">Receives the value.</param>
    /// <param name="value">Any float.</param>
    public static void Constant(Span<float> values, float value) => values.Fill(value);

    private static void ThrowUnlessFiniteAndNotNegative(float value, string name)
    {
        if (!float.IsFinite(value) || value < 0)
        {
            throw new ArgumentOutOfRangeException(name, value, "Must be 0 or a positive finite number.");
        }
    }

    private readonly unsafe struct SymmetricUniformMap(float bound) : IPhiloxMap
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Group<V, L>(float* words, float* destination)
            where L : struct, ILanes<V>
        {
            for (int i = 0; i < PhiloxStream.GroupLength; i += L.Count)
            {
                V unit = UnitUniformMap.Unit<V, L>(L.Load(words + i));

                // 2u - 1 is exact and at most 1 - 2^-23, so the product is rounded once and stays below the bound.
                L.Store(L.Multiply(L.Fma(unit, L.Splat(2f), L.Splat(-1f)), L.Splat(bound)), destination + i);
            }
        }
    }

    private readonly unsafe struct NormalMap(float standardDeviation) : IPhiloxMap
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Group<V, L>(float* words, float* destination)
            where L : struct, ILanes<V>
        {
            // Words 0 and 1 of a block make one pair, words 2 and 3 the other.
            for (int pair = 0; pair < PhiloxStream.GroupLength; pair += 32)
            {
                for (int lane = pair; lane < pair + 16; lane += L.Count)
                {
                    // 1 - u is exact and in (0, 1]: its logarithm is finite.
                    V distance = L.Subtract(L.Splat(1f), UnitUniformMap.Unit<V, L>(L.Load(words + lane)));
                    V radius = L.Sqrt(L.Multiply(L.Splat(-2f), VectorMath.Log<V, L>(distance)));
                    V angle = UnitUniformMap.Unit<V, L>(L.Load(words + 16 + lane));
                    V cosine = L.Multiply(radius, VectorMath.CosTwoPi<V, L>(angle));
                    V sine = L.Multiply(radius, VectorMath.SinTwoPi<V, L>(angle));
                    L.Store(L.Multiply(cosine, L.Splat(standardDeviation)), destination + lane);
                    L.Store(L.Multiply(sine, L.Splat(standardDeviation)), destination + 16 + lane);
                }
            }
        }
    }
}
