namespace NeuralNet.Gen;

/// <summary>The shape of one sample of an input of <c>Forward</c> or a target of <c>Loss</c>; the batch dimension is not part of it. Empty for one number a sample.</summary>
/// <param name="shape">Extents, outermost first, each at least 1.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class ShapeAttribute(params int[] shape) : Attribute
{
    /// <summary>Extents of one sample.</summary>
    public int[] Shape { get; } = shape;
}
