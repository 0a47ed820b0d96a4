using NeuralNet.Gen.Numerics;

namespace NeuralNet.Gen.Metrics;

/// <summary>
/// How many equally probable classes a prediction is worth: e to the mean of -ln p, where p is the predicted probability of the label. For networks whose predictions are probabilities (the loss is a softmax
/// cross-entropy).
/// </summary>
public sealed class Perplexity : ClassificationMetric
{
    private double _sum;
    private long _count;

    /// <inheritdoc/>
    public override string Name => "perplexity";

    /// <inheritdoc/>
    public override bool HigherIsBetter => false;

    /// <inheritdoc/>
    public override double Value => _count == 0 ? double.NaN : PortableMath.Exp(_sum / _count);

    /// <inheritdoc/>
    public override void Reset() => (_sum, _count) = (0, 0);

    /// <inheritdoc/>
    private protected override void Check(ReadOnlySpan<float> predictions)
    {
        // NaN is let through: it makes the value NaN.
        for (int i = 0; i < predictions.Length; i++)
        {
            if (predictions[i] < 0 || predictions[i] > 1.0001f)
                throw new ArgumentOutOfRangeException(nameof(predictions), predictions[i], FormattableString.Invariant($"{Name} wants probabilities; prediction {i} is {predictions[i]}"));
        }
    }

    /// <inheritdoc/>
    private protected override void Count(ReadOnlySpan<float> scores, int label)
    {
        double p = scores.Length > 1 ? scores[label] : label == 1 ? scores[0] : 1 - (double)scores[0];
        _sum -= PortableMath.Log(Math.Max(0, p));
        _count++;
    }
}
