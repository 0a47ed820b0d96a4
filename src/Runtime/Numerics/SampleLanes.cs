using System.Runtime.Intrinsics;

namespace NeuralNet.Gen.Numerics;

/// <summary>Sixteen samples side by side, one in each logical lane: [batch, size] as [batch / 16, size, 16]. Called by generated code.</summary>
public static unsafe class SampleLanes
{
    private const int Lanes = 16;

    /// <summary>Lays samples <paramref name="from"/> to <paramref name="to"/> side by side. Lanes without a sample become zero.</summary>
    /// <param name="source">[batch, size].</param>
    /// <param name="destination">[batch / 16, size, 16], whole blocks.</param>
    /// <param name="from">A multiple of 16.</param>
    /// <param name="to">Behind the last sample.</param>
    /// <param name="size">Numbers of a sample.</param>
    public static void Pack(float* source, float* destination, nint from, nint to, int size)
    {
        for (nint sample = from; sample < to; sample += Lanes)
        {
            int count = (int)Math.Min(Lanes, to - sample);
            if (count < Lanes) new Span<float>(destination + sample * size, checked(Lanes * size)).Clear();
            Transpose.Run(source + sample * size, size, destination + sample * size, Lanes, count, size);
        }
    }

    /// <summary>The inverse of <see cref="Pack"/>.</summary>
    /// <param name="source">[batch / 16, size, 16].</param>
    /// <param name="destination">[batch, size]; nothing behind the last sample is written.</param>
    /// <param name="from">A multiple of 16.</param>
    /// <param name="to">Behind the last sample.</param>
    /// <param name="size">Numbers of a sample.</param>
    public static void Unpack(float* source, float* destination, nint from, nint to, int size)
    {
        for (nint sample = from; sample < to; sample += Lanes)
        {
            int count = (int)Math.Min(Lanes, to - sample);
            Transpose.Run(source + sample * size, Lanes, destination + sample * size, size, size, count);
        }
    }

    /// <summary>For each column the sum over all samples: a chain of additions in each lane, in ascending order, then the tree of <see cref="LaneReduce"/>.</summary>
    /// <param name="source">[batch / 16, columns, 16].</param>
    /// <param name="destination">[columns].</param>
    /// <param name="columns">Columns.</param>
    /// <param name="batch">Samples; lanes behind the last one are not read.</param>
    public static void Sum(float* source, float* destination, int columns, nint batch)
    {
        float* rest = stackalloc float[Lanes];
        nint block = (nint)columns * Lanes;
        for (int column = 0; column < columns; column++)
        {
            Vector128<float> a = Vector128<float>.Zero, b = a, c = a, d = a;
            float* next = source + column * Lanes;
            for (nint sample = 0; sample < batch; sample += Lanes, next += block)
            {
                float* lanes = next;
                if (batch - sample < Lanes)
                {
                    new Span<float>(rest, Lanes).Clear();
                    for (nint lane = 0; lane < batch - sample; lane++) rest[lane] = next[lane];
                    lanes = rest;
                }

                a += Vector128.Load(lanes);
                b += Vector128.Load(lanes + 4);
                c += Vector128.Load(lanes + 8);
                d += Vector128.Load(lanes + 12);
            }

            destination[column] = LaneReduce.Sum(a, b, c, d);
        }
    }
}
