using System.Runtime.Intrinsics;

namespace NeuralNet.Gen.Numerics;

/// <summary>Finds the first NaN or infinity, to name its place after a step that went wrong.</summary>
public static class FiniteCheck
{
    /// <summary>The index of the first value that is NaN or infinite.</summary>
    /// <param name="values">Any length, also empty.</param>
    /// <returns>The index, or -1 when all values are finite.</returns>
    public static int IndexOfNonFinite(ReadOnlySpan<float> values)
    {
        // A block is searched value by value only when it holds one: until then it costs one comparison per vector.
        int i = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            for (; i <= values.Length - 16; i += 16)
            {
                Vector512<float> block = Vector512.Create(values.Slice(i, 16));
                if (!Vector512.LessThanAll(Vector512.Abs(block), Vector512.Create(float.PositiveInfinity)))
                {
                    break;
                }
            }
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            for (; i <= values.Length - 8; i += 8)
            {
                Vector256<float> block = Vector256.Create(values.Slice(i, 8));
                if (!Vector256.LessThanAll(Vector256.Abs(block), Vector256.Create(float.PositiveInfinity)))
                {
                    break;
                }
            }
        }
        else if (Vector128.IsHardwareAccelerated)
        {
            for (; i <= values.Length - 4; i += 4)
            {
                Vector128<float> block = Vector128.Create(values.Slice(i, 4));
                if (!Vector128.LessThanAll(Vector128.Abs(block), Vector128.Create(float.PositiveInfinity)))
                {
                    break;
                }
            }
        }

        for (; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
            {
                return i;
            }
        }

        return -1;
    }
}
