namespace NeuralNet.Gen;

/// <summary>The maximum over all places: [batch, channels, places…] → [batch, channels].</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false, AllowMultiple = true)]
public sealed class GlobalMaxPoolAttribute : Attribute;
