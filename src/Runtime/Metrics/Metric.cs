namespace NeuralNet.Gen.Metrics;

/// <summary>
/// Measures predictions against targets, batch after batch: <see cref="Reset"/>, then <see cref="Update(ReadOnlySpan{float}, ReadOnlySpan{int})"/> for every batch, then <see cref="Value"/>. An update
/// allocates nothing (<see cref="Auroc"/> and <see cref="AveragePrecision"/>: nothing within their capacity), and one that fails counts nothing. Sums are in double precision in the order of the samples, so a value
/// has the same bits on every machine.
/// </summary>
public abstract class Metric
{
    /// <summary>For logs: <c>accuracy</c>, <c>f1 (macro)</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Whether a larger value is a better one: for early stopping and for choosing the best checkpoint.</summary>
    public abstract bool HigherIsBetter { get; }

    /// <summary>The metric of all that was counted since <see cref="Reset"/>; NaN while it is not defined, as when nothing was counted.</summary>
    public abstract double Value { get; }

    /// <summary>Labels with this value are passed over. Taken from the network where it is <c>null</c> and <see cref="Update(NetworkInfo, Batch, ReadOnlySpan{float})"/> is used.</summary>
    public int? IgnoredLabel { get; set; }

    /// <summary>Forgets all counts.</summary>
    public abstract void Reset();

    /// <summary>Counts a batch with class labels.</summary>
    /// <param name="predictions">For every label a number for each class, or one probability.</param>
    /// <param name="labels">Class numbers from 0.</param>
    /// <exception cref="ArgumentException">The lengths do not fit each other.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is outside the classes.</exception>
    /// <exception cref="NotSupportedException">The metric wants numbers as targets.</exception>
    public virtual void Update(ReadOnlySpan<float> predictions, ReadOnlySpan<int> labels)
        => throw new NotSupportedException($"{Name} compares numbers and has no use for class labels");

    /// <summary>Counts a batch with numbers as targets: values, or probabilities of which at least ½ stands for yes.</summary>
    /// <param name="predictions">A number for each target.</param>
    /// <param name="targets">As many as predictions.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    /// <exception cref="NotSupportedException">The metric wants class labels.</exception>
    public virtual void Update(ReadOnlySpan<float> predictions, ReadOnlySpan<float> targets)
        => throw new NotSupportedException($"{Name} wants class labels, not numbers, as targets");

    /// <summary>Counts a batch that a network has predicted.</summary>
    /// <param name="network">Has one target.</param>
    /// <param name="batch">Its target column is read.</param>
    /// <param name="predictions">What <see cref="INetwork.Predict"/> wrote for the batch.</param>
    /// <exception cref="ArgumentException">The network has no target or several, or the lengths do not fit.</exception>
    public void Update(NetworkInfo network, Batch batch, ReadOnlySpan<float> predictions)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(batch);
        if (network.Targets.Length != 1)
            throw new ArgumentException($"'{network.Name}' has {network.Targets.Length} targets; {Name} compares predictions with one. Call Update with its numbers", nameof(network));
        TensorInfo target = network.Targets[0];
        int column = network.Inputs.Length;
        if (target.ElementType == ElementType.Int32)
        {
            IgnoredLabel ??= target.IgnoredLabel;
            Update(predictions, batch.Integers(column));
        }
        else
        {
            Update(predictions, batch.Floats(column));
        }
    }

    private protected ArgumentException Mismatch(int predictions, int targets)
        => new($"{Name}: {predictions} predictions and {targets} targets do not fit each other");
}
