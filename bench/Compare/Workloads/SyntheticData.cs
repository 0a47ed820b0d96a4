namespace Compare;

/// <summary>Seeded data of the workloads: the time of a dense network does not depend on the numbers, and every machine sees the same ones.</summary>
internal static class SyntheticData
{
    /// <summary>Numbers in [0, 1), as pixels scaled by 1/255 would be.</summary>
    public static float[] Uniform(int count, ulong seed)
    {
        var random = new Random((int)seed);
        var values = new float[count];
        for (int i = 0; i < count; i++) values[i] = random.NextSingle();
        return values;
    }

    /// <summary>Labels 0 ≤ label &lt; <paramref name="classes"/>.</summary>
    public static int[] Labels(int count, int classes, ulong seed)
    {
        var random = new Random((int)seed);
        var labels = new int[count];
        for (int i = 0; i < count; i++) labels[i] = random.Next(classes);
        return labels;
    }
}
