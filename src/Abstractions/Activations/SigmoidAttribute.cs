namespace NeuralNet.Gen;

/// <summary>y = 1/(1 + e⁻ˣ), element by element. Output shape = input shape.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false, AllowMultiple = true)]
public sealed class SigmoidAttribute : Attribute;
