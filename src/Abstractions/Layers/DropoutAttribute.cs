namespace NeuralNet.Gen;

/// <summary>
/// While training, sets each element to zero with the given probability and scales the others by 1/(1−p); otherwise does nothing (Srivastava
/// et al., 2014; PyTorch's <c>Dropout</c>). Which elements are dropped depends on the seed, the layer's name, the step and the element's place in
/// the batch alone. Output shape = input shape.
/// </summary>
/// <param name="probability">0 ≤ p &lt; 1. Default: 0.5.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false, AllowMultiple = true)]
public sealed class DropoutAttribute(float probability = 0.5f) : Attribute
{
    /// <summary>Probability of a zero.</summary>
    public float Probability { get; } = probability;

    /// <summary>The layer's name, which keys its random numbers. Default: <c>dropout1</c>, <c>dropout2</c>, … in order of declaration.</summary>
    public string? Name { get; set; }
}
