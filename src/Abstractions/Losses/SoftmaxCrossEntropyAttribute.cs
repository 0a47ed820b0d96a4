namespace NeuralNet.Gen;

/// <summary>Cross-entropy of softmax(scores) against one integer label per sample, mean over the batch (PyTorch's <c>CrossEntropyLoss</c>). The network's output [classes] holds the scores; <c>Predict</c> yields probabilities. Labels: 0 ≤ label &lt; classes.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false, AllowMultiple = true)]
public sealed class SoftmaxCrossEntropyAttribute : Attribute
{
    /// <summary>
    /// The share of probability spread evenly over all classes: the target is (1−ε)·one-hot + ε/classes (Szegedy et al., 2016). 0 ≤ ε &lt; 1.
    /// Default: 0.
    /// </summary>
    public float LabelSmoothing { get; set; }
}
