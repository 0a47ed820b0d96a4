namespace NeuralNet.Gen.Metrics;

/// <summary>The share of labels whose class is among the k with the largest predictions; of equal ones the first count as larger, NaN as least.</summary>
public sealed class TopKAccuracy : ClassificationMetric
{
    private long _right, _answers;

    /// <summary>Sets k.</summary>
    /// <param name="k">At least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="k"/> is below 1.</exception>
    public TopKAccuracy(int k = 5)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        K = k;
        Name = $"top-{k} accuracy";
    }

    /// <summary>How many classes may be named.</summary>
    public int K { get; }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override double Value => (double)_right / _answers;

    /// <inheritdoc/>
    public override void Reset() => (_right, _answers) = (0, 0);

    /// <inheritdoc/>
    private protected override void Count(ReadOnlySpan<float> scores, int label)
    {
        _answers++;
        if (scores.Length == 1)
        {
            if (K > 1 || Predicted(scores) == label) _right++;
            return;
        }

        float own = scores[label];
        if (float.IsNaN(own)) return;
        int before = 0;
        for (int c = 0; c < scores.Length; c++)
        {
            if (scores[c] > own || (scores[c] == own && c < label)) before++;
        }

        if (before < K) _right++;
    }
}
