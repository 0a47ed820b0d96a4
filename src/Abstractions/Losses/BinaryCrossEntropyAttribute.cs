namespace NeuralNet.Gen;

/// <summary>Binary cross-entropy of sigmoid(scores) against targets between 0 and 1, mean over all elements, computed from the scores without overflow (PyTorch's <c>BCEWithLogitsLoss</c>). Targets have the output's shape; <c>Predict</c> yields probabilities.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false, AllowMultiple = true)]
public sealed class BinaryCrossEntropyAttribute : Attribute;
