namespace NeuralNet.Gen;

/// <summary>All of a sample's numbers in one dimension.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false, AllowMultiple = true)]
public sealed class FlattenAttribute : Attribute;
