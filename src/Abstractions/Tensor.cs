namespace NeuralNet.Gen;

/// <summary>
/// A tensor in a <c>Forward</c> or <c>Loss</c> method. Such a method is evaluated while the project compiles and never run; a tensor has a shape but no
/// numbers. The first dimension is the batch; shapes that users write leave it out.
/// </summary>
public sealed partial class Tensor
{
    private Tensor()
    {
    }

    /// <summary>a + b, broadcast from the last dimension.</summary>
    public static Tensor operator +(Tensor left, Tensor right) => throw new CompiledOnlyException();

    /// <summary>a − b, broadcast from the last dimension.</summary>
    public static Tensor operator -(Tensor left, Tensor right) => throw new CompiledOnlyException();

    /// <summary>a · b element by element, broadcast from the last dimension.</summary>
    public static Tensor operator *(Tensor left, Tensor right) => throw new CompiledOnlyException();

    /// <summary>a / b element by element, broadcast from the last dimension.</summary>
    public static Tensor operator /(Tensor left, Tensor right) => throw new CompiledOnlyException();

    /// <summary>−x.</summary>
    public static Tensor operator -(Tensor value) => throw new CompiledOnlyException();

    /// <summary>A number as a tensor of one element.</summary>
    public static implicit operator Tensor(float value) => throw new CompiledOnlyException();

    /// <summary>The number of dimensions, the batch included.</summary>
    public int Rank => throw new CompiledOnlyException();

    /// <summary>The extent of a dimension, known while the network compiles; the batch (dimension 0) has none. Negative numbers count from the end.</summary>
    public int Size(int dimension) => throw new CompiledOnlyException();

    /// <summary>The same elements under another shape, without the batch; a tensor that depends on no input has none before or after.</summary>
    public Tensor Reshape(params int[] shape) => throw new CompiledOnlyException();

    /// <summary>All of a sample's elements in one dimension, or all elements where the tensor depends on no input.</summary>
    public Tensor Flatten() => throw new CompiledOnlyException();

    /// <summary>The mean over all elements and the batch.</summary>
    public Scalar Mean() => throw new CompiledOnlyException();
}
