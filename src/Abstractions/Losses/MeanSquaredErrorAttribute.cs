namespace NeuralNet.Gen;

/// <summary>Mean over all elements of (y − target)² (PyTorch's <c>MSELoss</c>). Targets have the output's shape.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false, AllowMultiple = true)]
public sealed class MeanSquaredErrorAttribute : Attribute;
