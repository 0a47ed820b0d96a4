namespace NeuralNet.Gen.Metrics;

/// <summary>The mean of |prediction - target|, over all numbers.</summary>
public sealed class MeanAbsoluteError : Metric
{
    private double _sum;
    private long _count;

    /// <inheritdoc/>
    public override string Name => "mae";

    /// <inheritdoc/>
    public override bool HigherIsBetter => false;

    /// <inheritdoc/>
    public override double Value => _sum / _count;

    /// <inheritdoc/>
    public override void Reset() => (_sum, _count) = (0, 0);

    /// <inheritdoc/>
    public override void Update(ReadOnlySpan<float> predictions, ReadOnlySpan<float> targets)
    {
        if (predictions.Length != targets.Length) throw Mismatch(predictions.Length, targets.Length);
        for (int i = 0; i < targets.Length; i++)
        {
            _sum += Math.Abs((double)predictions[i] - targets[i]);
        }

        _count += targets.Length;
    }
}
