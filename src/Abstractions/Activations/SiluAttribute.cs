namespace NeuralNet.Gen;

/// <summary>y = x·sigmoid(x) (PyTorch's <c>SiLU</c>, also named swish). Output shape = input shape.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false, AllowMultiple = true)]
public sealed class SiluAttribute : Attribute;
