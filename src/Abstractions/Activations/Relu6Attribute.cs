namespace NeuralNet.Gen;

/// <summary>y = min(max(0, x), 6) (PyTorch's <c>ReLU6</c>; Howard et al., 2017). Output shape = input shape.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false, AllowMultiple = true)]
public sealed class Relu6Attribute : Attribute;
