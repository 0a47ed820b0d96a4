namespace NeuralNet.Gen;

/// <summary>y = a·σ(a)·b for the halves a and b of the last dimension (Shazeer, 2020). The last extent is halved: put it after a dense layer with twice the units.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false, AllowMultiple = true)]
public sealed class SwiGluAttribute : Attribute;
