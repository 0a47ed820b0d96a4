namespace NeuralNet.Gen;

/// <summary>Positions, and losses for <c>Loss</c> methods; <c>using static NeuralNet.Gen.Functional</c> makes them plain names.</summary>
public static class Functional
{
    /// <summary>A trained row for each place of a sequence, [length, width], to be added to every sample.</summary>
    /// <param name="length">Places.</param>
    /// <param name="width">Numbers in a row.</param>
    /// <param name="standardDeviation">Of the normal distribution that the weights start from.</param>
    /// <param name="name">The whole parameter path. Default: made of the methods around it and <c>position</c>.</param>
    public static Tensor Position(int length, int width, float standardDeviation = 0.02f, string? name = null) => throw new CompiledOnlyException();

    /// <inheritdoc cref="SoftmaxCrossEntropyAttribute"/>
    public static Scalar CrossEntropy(Tensor scores, Tokens labels, float labelSmoothing = 0f) => throw new CompiledOnlyException();

    /// <inheritdoc cref="BinaryCrossEntropyAttribute"/>
    public static Scalar BinaryCrossEntropy(Tensor scores, Tensor targets) => throw new CompiledOnlyException();

    /// <inheritdoc cref="MeanSquaredErrorAttribute"/>
    public static Scalar MeanSquaredError(Tensor output, Tensor targets) => throw new CompiledOnlyException();

    /// <inheritdoc cref="MeanAbsoluteErrorAttribute"/>
    public static Scalar MeanAbsoluteError(Tensor output, Tensor targets) => throw new CompiledOnlyException();

    /// <inheritdoc cref="HuberAttribute"/>
    public static Scalar Huber(Tensor output, Tensor targets, float delta = 1f) => throw new CompiledOnlyException();
}
