namespace NeuralNet.Gen;

/// <summary>y = x·min(max(0, x + 3), 6)/6 (PyTorch's <c>Hardswish</c>; Howard et al., 2019). Output shape = input shape.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false, AllowMultiple = true)]
public sealed class HardswishAttribute : Attribute;
