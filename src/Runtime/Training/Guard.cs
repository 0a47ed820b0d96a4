namespace NeuralNet.Gen.Numerics;

/// <summary>Checks of the spans that a user hands to a compiled network. Called by generated code.</summary>
public static class Guard
{
    /// <summary>The number of samples in an input.</summary>
    /// <param name="elements">The span's length.</param>
    /// <param name="perSample">Elements of one sample, at least 1.</param>
    /// <param name="name">The input's name.</param>
    /// <returns><paramref name="elements"/> / <paramref name="perSample"/>, at least 1.</returns>
    /// <exception cref="ArgumentException">The length is no positive multiple of a sample's.</exception>
    public static int Batch(int elements, int perSample, string name)
    {
        int batch = elements / perSample;
        if (batch == 0 || batch * perSample != elements) ThrowBatch(elements, perSample, name);
        return batch;
    }

    /// <summary>Checks that another tensor holds as many samples.</summary>
    /// <param name="batch">Samples of the first input.</param>
    /// <param name="elements">The span's length.</param>
    /// <param name="perSample">Elements of one sample, at least 1.</param>
    /// <param name="name">The tensor's name.</param>
    /// <exception cref="ArgumentException">The length is another.</exception>
    public static void SameBatch(int batch, int elements, int perSample, string name)
    {
        if ((long)batch * perSample != elements) ThrowSameBatch(batch, elements, perSample, name);
    }

    /// <summary>Checks that every label names a class.</summary>
    /// <param name="labels">Any number, also none.</param>
    /// <param name="classes">0 ≤ label &lt; classes is expected.</param>
    /// <param name="name">The tensor's name.</param>
    /// <exception cref="ArgumentOutOfRangeException">A label is outside; the first is named with its index.</exception>
    public static void Labels(ReadOnlySpan<int> labels, int classes, string name)
    {
        for (int i = 0; i < labels.Length; i++)
        {
            if ((uint)labels[i] >= (uint)classes) ThrowLabel(labels[i], i, classes, name);
        }
    }

    /// <summary>Checks that every label names a class or is the one that stands for none.</summary>
    /// <param name="labels">Any number, also none.</param>
    /// <param name="classes">0 ≤ label &lt; classes is expected.</param>
    /// <param name="ignored">Allowed as well.</param>
    /// <param name="name">The tensor's name.</param>
    /// <exception cref="ArgumentOutOfRangeException">A label is outside; the first is named with its index.</exception>
    public static void Labels(ReadOnlySpan<int> labels, int classes, int ignored, string name)
    {
        for (int i = 0; i < labels.Length; i++)
        {
            if ((uint)labels[i] >= (uint)classes && labels[i] != ignored) ThrowLabel(labels[i], i, classes, ignored, name);
        }
    }

    /// <summary>Checks a length that must be met exactly.</summary>
    /// <param name="actual">The span's length.</param>
    /// <param name="expected">What it must be.</param>
    /// <param name="name">The span's name.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void Length(int actual, int expected, string name)
    {
        if (actual != expected) ThrowLength(actual, expected, name);
    }

    /// <summary>Checks a loss before an optimiser runs.</summary>
    /// <param name="loss">The mean loss of the batch.</param>
    /// <param name="step">The step's number, for the message.</param>
    /// <param name="input">The batch, searched for the first number that is not finite.</param>
    /// <param name="perSample">Elements of one sample.</param>
    /// <param name="name">The input's name.</param>
    /// <exception cref="NonFiniteLossException">The loss is NaN or infinite.</exception>
    public static void FiniteLoss(float loss, long step, ReadOnlySpan<float> input, int perSample, string name)
    {
        if (!float.IsFinite(loss)) ThrowLoss(loss, step, input, perSample, name);
    }

    private static void ThrowLoss(float loss, long step, ReadOnlySpan<float> input, int perSample, string name)
    {
        int place = FiniteCheck.IndexOfNonFinite(input);
        throw place < 0
            ? new NonFiniteLossException(step, loss, $"'{name}' is finite, so a target or a parameter is not, or the network diverged", null, null, null)
            : new NonFiniteLossException(step, loss, $"'{name}' of sample {place / perSample} holds {FormattableString.Invariant($"{input[place]}")} at element {place % perSample}", name, place / perSample, place % perSample);
    }

    private static void ThrowBatch(int elements, int perSample, string name)
        => throw new ArgumentException($"'{name}' has {elements} elements; a positive multiple of {perSample}, one sample's, is expected", name);

    private static void ThrowSameBatch(int batch, int elements, int perSample, string name)
        => throw new ArgumentException($"'{name}' has {elements} elements; {(long)batch * perSample} are expected: {batch} samples of {perSample}", name);

    private static void ThrowLabel(int label, int index, int classes, string name)
        => throw new ArgumentOutOfRangeException(name, label, $"'{name}'[{index}] is {label}; 0 to {classes - 1} is expected");

    private static void ThrowLabel(int label, int index, int classes, int ignored, string name)
        => throw new ArgumentOutOfRangeException(name, label, $"'{name}'[{index}] is {label}; 0 to {classes - 1}, or {ignored} for none, is expected");

    private static void ThrowLength(int actual, int expected, string name)
        => throw new ArgumentException($"'{name}' has {actual} elements; {expected} are expected", name);
}
