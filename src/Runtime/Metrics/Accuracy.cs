namespace NeuralNet.Gen.Metrics;

/// <summary>The share of right answers: of labels whose class has the largest prediction, or of probabilities on the right side of a half.</summary>
public sealed class Accuracy : ClassificationMetric
{
    private long _right, _answers;

    /// <inheritdoc/>
    public override string Name => "accuracy";

    /// <inheritdoc/>
    public override double Value => (double)_right / _answers;

    /// <inheritdoc/>
    public override void Reset() => (_right, _answers) = (0, 0);

    /// <inheritdoc/>
    private protected override void Count(ReadOnlySpan<float> scores, int label)
    {
        _answers++;
        if (Predicted(scores) == label) _right++;
    }
}
