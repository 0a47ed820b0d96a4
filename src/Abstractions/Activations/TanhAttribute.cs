namespace NeuralNet.Gen;

/// <summary>y = tanh x, element by element. Output shape = input shape.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false, AllowMultiple = true)]
public sealed class TanhAttribute : Attribute;
