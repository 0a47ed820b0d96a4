namespace NeuralNet.Gen;

/// <summary>The shape of one input sample; the batch dimension is not part of it. Must be the first layer.</summary>
/// <param name="shape">Extents of one sample, outermost first, each at least 1.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false, AllowMultiple = true)]
public sealed class InputAttribute(params int[] shape) : Attribute
{
    /// <summary>Extents of one sample.</summary>
    public int[] Shape { get; } = shape;
}
