using NeuralNet.Gen;

namespace Compare.Peer;

/// <summary>Our parameters and running statistics as peers want them: in the logical row-major order of their PyTorch shapes.</summary>
internal static class LogicalOrder
{
    /// <summary>Our memory order is whatever the strides say.</summary>
    /// <param name="info">Shape and place of one tensor.</param>
    /// <param name="all">The vector in which it lies.</param>
    public static float[] Of(ParameterInfo info, ReadOnlySpan<float> all)
    {
        var values = new float[info.Length];
        for (int i = 0; i < values.Length; i++)
        {
            int rest = i, place = info.Offset;
            for (int d = info.Shape.Length - 1; d >= 0; d--)
            {
                place += rest % info.Shape[d] * info.Strides[d];
                rest /= info.Shape[d];
            }

            values[i] = all[place];
        }

        return values;
    }
}
