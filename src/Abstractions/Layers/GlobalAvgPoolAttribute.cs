namespace NeuralNet.Gen;

/// <summary>The mean over all places: [batch, channels, places…] → [batch, channels].</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false, AllowMultiple = true)]
public sealed class GlobalAvgPoolAttribute : Attribute;
