namespace NeuralNet.Gen;

/// <summary>y = a·σ(b) for the halves a and b of the last dimension (PyTorch's <c>GLU</c>; Dauphin et al., 2017). The last extent is halved.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false, AllowMultiple = true)]
public sealed class GluAttribute : Attribute;
