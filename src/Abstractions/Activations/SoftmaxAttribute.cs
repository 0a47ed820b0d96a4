namespace NeuralNet.Gen;

/// <summary>y = eˣ/Σeˣ over the last dimension; each row sums to one. Output shape = input shape. A network that ends in <see cref="SoftmaxCrossEntropyAttribute"/> must not end in a softmax: the loss takes the scores before it.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false, AllowMultiple = true)]
public sealed class SoftmaxAttribute : Attribute;
