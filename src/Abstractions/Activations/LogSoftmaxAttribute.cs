namespace NeuralNet.Gen;

/// <summary>y = x − ln Σeˣ over the last dimension: logarithms of probabilities (PyTorch's <c>LogSoftmax</c>). Output shape = input shape.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false, AllowMultiple = true)]
public sealed class LogSoftmaxAttribute : Attribute;
