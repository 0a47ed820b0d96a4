namespace NeuralNet.Gen;

/// <summary>The norm of the gradients is NaN or infinite. Parameters and the optimiser's state are as they were.</summary>
public sealed class NonFiniteGradientException : ArithmeticException
{
    internal NonFiniteGradientException(string message, string? parameter)
        : base(message) => Parameter = parameter;

    /// <summary>Name of the first parameter whose gradient is not finite; <c>null</c> when the optimiser knows no names.</summary>
    public string? Parameter { get; }
}
