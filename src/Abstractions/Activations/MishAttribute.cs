namespace NeuralNet.Gen;

/// <summary>y = x·tanh(ln(1 + eˣ)) (PyTorch's <c>Mish</c>; Misra, 2019). Output shape = input shape.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false, AllowMultiple = true)]
public sealed class MishAttribute : Attribute;
