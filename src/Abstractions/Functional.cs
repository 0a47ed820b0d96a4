namespace NeuralNet.Gen;

/// <summary>Positions, and losses for <c>Loss</c> methods; <c>using static NeuralNet.Gen.Functional</c> makes them plain names.</summary>
public static partial class Functional
{
    /// <summary>A trained row for each place of a sequence, [length, width], to be added to every sample.</summary>
    /// <param name="length">Places.</param>
    /// <param name="width">Numbers in a row.</param>
    /// <param name="standardDeviation">Of the normal distribution that the weights start from.</param>
    /// <param name="name">The whole parameter path. Default: made of the methods around it and <c>position</c>.</param>
    public static Tensor Position(int length, int width, float standardDeviation = 0.02f, string? name = null) => throw new CompiledOnlyException();

    /// <summary>
    /// Cross-entropy of softmax(scores) against one label for each row, mean over rows (PyTorch's <c>CrossEntropyLoss</c>, whose classes are dimension 1: here
    /// they are the last). <c>Predict</c> yields probabilities.
    /// </summary>
    /// <param name="scores">[batch, …, classes], at least two classes.</param>
    /// <param name="labels">[batch, …]: 0 ≤ label &lt; classes.</param>
    /// <param name="labelSmoothing">ε of Szegedy et al., 2016: targets are (1−ε)·one-hot + ε/classes.</param>
    /// <param name="classWeights">One finite number of at least 0 for each class. Then, and with <paramref name="ignoreIndex"/>, the loss is Σ w·cost/Σ w over the labels that count, w the label's weight. Default: 1 each.</param>
    /// <param name="ignoreIndex">A label that counts for nothing, neither in the sum nor in the divisor, −100 say; it may be outside of the classes. A batch of these alone gives NaN, as in PyTorch. Default: none.</param>
    public static Scalar CrossEntropy(Tensor scores, Tokens labels, float labelSmoothing = 0f, float[]? classWeights = null, int? ignoreIndex = null) => throw new CompiledOnlyException();

    /// <inheritdoc cref="BinaryCrossEntropyAttribute"/>
    public static Scalar BinaryCrossEntropy(Tensor scores, Tensor targets) => throw new CompiledOnlyException();

    /// <inheritdoc cref="MeanSquaredErrorAttribute"/>
    public static Scalar MeanSquaredError(Tensor output, Tensor targets) => throw new CompiledOnlyException();

    /// <inheritdoc cref="MeanAbsoluteErrorAttribute"/>
    public static Scalar MeanAbsoluteError(Tensor output, Tensor targets) => throw new CompiledOnlyException();

    /// <inheritdoc cref="HuberAttribute"/>
    public static Scalar Huber(Tensor output, Tensor targets, float delta = 1f) => throw new CompiledOnlyException();
}
