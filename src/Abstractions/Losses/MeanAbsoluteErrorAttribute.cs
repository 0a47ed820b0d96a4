namespace NeuralNet.Gen;

/// <summary>Mean over all elements of |y − target| (PyTorch's <c>L1Loss</c>); its gradient is 0 where they are equal. Targets have the output's shape.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false, AllowMultiple = true)]
public sealed class MeanAbsoluteErrorAttribute : Attribute;
