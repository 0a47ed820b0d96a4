namespace NeuralNet.Gen;

/// <summary>y = ln(1 + e^(βx))/β (PyTorch's <c>Softplus</c>). Output shape = input shape.</summary>
/// <param name="beta">Steepness, above 0. Default: 1.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false, AllowMultiple = true)]
public sealed class SoftplusAttribute(float beta = 1f) : Attribute
{
    /// <summary>Steepness.</summary>
    public float Beta { get; } = beta;
}
