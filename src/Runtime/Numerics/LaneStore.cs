using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NeuralNet.Gen.Numerics;

/// <summary>Stores of a part of a vector: the tail of a row whose length is no multiple of the lanes.</summary>
public static unsafe class LaneStore
{
    /// <summary>Stores the first <paramref name="count"/> lanes and touches no byte behind them.</summary>
    /// <remarks>With a literal count the JIT keeps at most five stores, of 256, 128, 64 and 32 bits, and no branch.</remarks>
    /// <param name="value">The lanes.</param>
    /// <param name="destination">Where lane 0 goes; no alignment needed.</param>
    /// <param name="count">0 up to the number of lanes, both included; nothing checks it in release builds.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Partial(Vector512<float> value, float* destination, int count)
    {
        Debug.Assert((uint)count <= 16, "A Vector512<float> has 16 lanes.");
        if (count >= 16)
        {
            value.Store(destination);
        }
        else if (count >= 8)
        {
            value.GetLower().Store(destination);
            Partial(value.GetUpper(), destination + 8, count - 8);
        }
        else
        {
            Partial(value.GetLower(), destination, count);
        }
    }

    /// <inheritdoc cref="Partial(Vector512{float}, float*, int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Partial(Vector256<float> value, float* destination, int count)
    {
        Debug.Assert((uint)count <= 8, "A Vector256<float> has 8 lanes.");
        if (count >= 8)
        {
            value.Store(destination);
        }
        else if (count >= 4)
        {
            value.GetLower().Store(destination);
            Partial(value.GetUpper(), destination + 4, count - 4);
        }
        else
        {
            Partial(value.GetLower(), destination, count);
        }
    }

    /// <inheritdoc cref="Partial(Vector512{float}, float*, int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Partial(Vector128<float> value, float* destination, int count)
    {
        Debug.Assert((uint)count <= 4, "A Vector128<float> has 4 lanes.");
        if (count >= 4)
        {
            value.Store(destination);
            return;
        }

        if (count >= 2)
        {
            Unsafe.WriteUnaligned(destination, value.AsDouble().ToScalar());
        }

        if (count == 3)
        {
            destination[2] = value.GetElement(2);
        }
        else if (count == 1)
        {
            destination[0] = value.ToScalar();
        }
    }
}
