namespace NeuralNet.Gen.Metrics;

/// <summary>The mean of |prediction - target| / |target|, over all numbers: 0.1 is ten per cent. A target of 0 counts as 2⁻⁵², as scikit-learn has it.</summary>
public sealed class MeanAbsolutePercentageError : Metric
{
    private const double Smallest = 2.220446049250313e-16;

    private double _sum;
    private long _count;

    /// <inheritdoc/>
    public override string Name => "mape";

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
            double target = Math.Abs((double)targets[i]);
            _sum += Math.Abs((double)predictions[i] - targets[i]) / (target > Smallest || double.IsNaN(target) ? target : Smallest);
        }

        _count += targets.Length;
    }
}
