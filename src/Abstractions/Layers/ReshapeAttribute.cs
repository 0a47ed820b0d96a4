namespace NeuralNet.Gen;

/// <summary>The same numbers under another shape.</summary>
/// <param name="shape">Extents of one sample, outermost first.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false, AllowMultiple = true)]
public sealed class ReshapeAttribute(params int[] shape) : Attribute
{
    /// <summary>Extents of one sample.</summary>
    public int[] Shape { get; } = shape;
}
