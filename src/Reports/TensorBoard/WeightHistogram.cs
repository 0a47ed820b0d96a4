namespace NeuralNet.Gen;

/// <summary>How often values fall between equally spaced limits from the least to the greatest, and their moments. Values that are not finite are left out.</summary>
internal sealed class WeightHistogram
{
    private const int MaxBuckets = 30;

    private readonly double[] _limits = new double[MaxBuckets], _counts = new double[MaxBuckets];
    private int _buckets;

    /// <summary>The least value; 0 without values.</summary>
    public double Min { get; private set; }

    /// <summary>The greatest value; 0 without values.</summary>
    public double Max { get; private set; }

    /// <summary>Values that were counted.</summary>
    public long Count { get; private set; }

    /// <summary>Of the values.</summary>
    public double Sum { get; private set; }

    /// <summary>Of their squares.</summary>
    public double SumOfSquares { get; private set; }

    /// <summary>The upper end of each bucket; the last is <see cref="Max"/>.</summary>
    public ReadOnlySpan<double> Limits => _limits.AsSpan(0, _buckets);

    /// <summary>Values of each bucket.</summary>
    public ReadOnlySpan<double> Counts => _counts.AsSpan(0, _buckets);

    /// <summary>Forgets what was counted before and counts anew.</summary>
    public void Fill(ReadOnlySpan<float> values)
    {
        double min = double.PositiveInfinity, max = double.NegativeInfinity, sum = 0, squares = 0;
        long count = 0;
        foreach (float value in values)
        {
            if (!float.IsFinite(value)) continue;
            min = Math.Min(min, value);
            max = Math.Max(max, value);
            sum += value;
            squares += (double)value * value;
            count++;
        }

        (Min, Max, Count, Sum, SumOfSquares) = count == 0 ? (0, 0, 0, 0, 0) : (min, max, count, sum, squares);
        _buckets = Max > Min ? MaxBuckets : 1;
        double width = (Max - Min) / _buckets;
        for (int i = 0; i < _buckets; i++) _limits[i] = i == _buckets - 1 ? Max : Min + ((i + 1) * width);
        _counts.AsSpan().Clear();
        foreach (float value in values)
        {
            if (float.IsFinite(value)) _counts[width > 0 ? Math.Min((int)((value - Min) / width), _buckets - 1) : 0]++;
        }
    }
}
