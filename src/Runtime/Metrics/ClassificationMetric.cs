namespace NeuralNet.Gen.Metrics;

/// <summary>A metric of classes: checks a batch, then hands on label by label.</summary>
public abstract class ClassificationMetric : Metric
{
    private protected ClassificationMetric()
    {
    }

    /// <inheritdoc/>
    public override bool HigherIsBetter => true;

    /// <summary>Classes that there are; 0 where any number will do.</summary>
    private protected virtual int ExpectedClasses => 0;

    /// <inheritdoc/>
    public override void Update(ReadOnlySpan<float> predictions, ReadOnlySpan<int> labels)
    {
        if (labels.Length == 0 && predictions.Length == 0) return;
        if (labels.Length == 0 || predictions.Length % labels.Length != 0) throw Mismatch(predictions.Length, labels.Length);
        int scores = predictions.Length / labels.Length, classes = scores == 1 ? 2 : scores;
        CheckClasses(classes);
        for (int i = 0; i < labels.Length; i++)
        {
            if ((uint)labels[i] >= (uint)classes && labels[i] != IgnoredLabel)
                throw new ArgumentOutOfRangeException(nameof(labels), labels[i], $"{Name}: label {i} is {labels[i]}; there are {classes} classes");
        }

        Check(predictions);
        Prepare(scores, labels.Length);
        for (int i = 0; i < labels.Length; i++)
        {
            if (labels[i] != IgnoredLabel) Count(predictions.Slice(i * scores, scores), labels[i]);
        }
    }

    /// <inheritdoc/>
    public override void Update(ReadOnlySpan<float> predictions, ReadOnlySpan<float> targets)
    {
        if (predictions.Length != targets.Length) throw Mismatch(predictions.Length, targets.Length);
        if (targets.Length == 0) return;
        CheckClasses(2);
        Check(predictions);
        Prepare(1, targets.Length);
        for (int i = 0; i < targets.Length; i++) Count(predictions.Slice(i, 1), targets[i] >= 0.5f ? 1 : 0);
    }

    /// <summary>Counts one answer.</summary>
    /// <param name="scores">A number for each class, or one: the probability of class 1.</param>
    /// <param name="label">Within the classes.</param>
    private protected abstract void Count(ReadOnlySpan<float> scores, int label);

    /// <summary>Refuses predictions before anything is counted.</summary>
    private protected virtual void Check(ReadOnlySpan<float> predictions)
    {
    }

    /// <summary>Makes room for so many answers.</summary>
    private protected virtual void Prepare(int scores, int labels)
    {
    }

    /// <summary>The class that scores name: the largest, the first of equals, never NaN beside a number; with one score 1 from a half on.</summary>
    private protected static int Predicted(ReadOnlySpan<float> scores) => scores.Length == 1 ? (scores[0] >= 0.5f ? 1 : 0) : NeuralNet.Gen.Accuracy.First(scores);

    private void CheckClasses(int classes)
    {
        if (ExpectedClasses != 0 && classes != ExpectedClasses)
            throw new ArgumentException($"{Name} counts {ExpectedClasses} classes; the predictions have {classes}");
    }
}
