using System.Collections.Immutable;

namespace NeuralNet.Gen;

/// <summary>Between the order of memory, which <see cref="ParameterInfo.Strides"/> describe, and the logical row-major order of files.</summary>
internal static class RowMajorOrder
{
    /// <summary>Numbers of all tensors.</summary>
    public static int LengthOf(ImmutableArray<ParameterInfo> tensors)
    {
        int length = 0;
        foreach (ParameterInfo tensor in tensors) length = checked(length + tensor.Length);
        return length;
    }

    /// <summary>A tensor's elements of a vector, in logical order.</summary>
    public static float[] Gather(ParameterInfo tensor, ReadOnlySpan<float> vector)
    {
        float[] values = new float[tensor.Length];
        var places = new Places(tensor);
        for (int i = 0; i < values.Length; i++) values[i] = vector[places.Next()];
        return values;
    }

    /// <summary>Puts a tensor's elements, given in logical order, where they belong in a vector.</summary>
    public static void Scatter(ParameterInfo tensor, ReadOnlySpan<float> values, Span<float> vector)
    {
        var places = new Places(tensor);
        foreach (float value in values) vector[places.Next()] = value;
    }

    /// <summary>Places in the vector of a tensor's elements in logical row-major order.</summary>
    private struct Places(ParameterInfo parameter)
    {
        private readonly int[] _index = new int[parameter.Shape.Length];
        private int _next = parameter.Offset;

        public int Next()
        {
            int place = _next;
            for (int d = _index.Length - 1; d >= 0; d--)
            {
                _next += parameter.Strides[d];
                if (++_index[d] < parameter.Shape[d]) break;
                _next -= parameter.Strides[d] * parameter.Shape[d];
                _index[d] = 0;
            }

            return place;
        }
    }
}
