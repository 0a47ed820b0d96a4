namespace NeuralNet.Gen;

/// <summary>Mean over all elements of ½d² where |d| ≤ δ, otherwise δ·(|d| − ½δ), d = y − target (Huber, 1964; PyTorch's <c>HuberLoss</c>). Targets have the output's shape.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false, AllowMultiple = true)]
public sealed class HuberAttribute : Attribute
{
    /// <summary>Where the square turns into a line, above 0. Default: 1.</summary>
    public float Delta { get; set; } = 1f;
}
