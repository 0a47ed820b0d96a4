namespace NeuralNet.Gen;

/// <summary>y = x where x ≥ 0, otherwise slope·x (PyTorch's <c>LeakyReLU</c>). Output shape = input shape.</summary>
/// <param name="slope">Slope for negative numbers. Default: 0.01.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false, AllowMultiple = true)]
public sealed class LeakyReluAttribute(float slope = 0.01f) : Attribute
{
    /// <summary>Slope for negative numbers.</summary>
    public float Slope { get; } = slope;
}
