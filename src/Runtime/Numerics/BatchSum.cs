using System.Runtime.Intrinsics;

namespace NeuralNet.Gen.Numerics;

/// <summary>The sum of one number per sample: 16 logical lanes in ascending order, then the tree of <see cref="LaneReduce"/>. Called by generated code.</summary>
public static unsafe class BatchSum
{
    /// <summary>Sums <paramref name="count"/> numbers.</summary>
    public static float Run(float* values, nint count)
    {
        Vector128<float> a = Vector128<float>.Zero, b = a, c = a, d = a;
        nint i = 0;
        for (; i <= count - 16; i += 16)
        {
            a += Vector128.Load(values + i);
            b += Vector128.Load(values + i + 4);
            c += Vector128.Load(values + i + 8);
            d += Vector128.Load(values + i + 12);
        }

        if (i < count)
        {
            float* rest = stackalloc float[16];
            new Span<float>(rest, 16).Clear();
            for (nint r = 0; r < count - i; r++) rest[r] = values[i + r];
            a += Vector128.Load(rest);
            b += Vector128.Load(rest + 4);
            c += Vector128.Load(rest + 8);
            d += Vector128.Load(rest + 12);
        }

        return LaneReduce.Sum(a, b, c, d);
    }
}
