namespace NeuralNet.Gen;

/// <summary>y = max(0, x), element by element. NaN stays NaN. Output shape = input shape.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false, AllowMultiple = true)]
public sealed class ReluAttribute : Attribute;
