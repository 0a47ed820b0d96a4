namespace NeuralNet.Gen;

/// <summary>One number for the whole batch: what a <c>Loss</c> method returns.</summary>
public sealed class Scalar
{
    private Scalar()
    {
    }

    /// <summary>a + b.</summary>
    public static Scalar operator +(Scalar left, Scalar right) => throw new CompiledOnlyException();

    /// <summary>a − b.</summary>
    public static Scalar operator -(Scalar left, Scalar right) => throw new CompiledOnlyException();

    /// <summary>a · b.</summary>
    public static Scalar operator *(Scalar left, Scalar right) => throw new CompiledOnlyException();

    /// <summary>a / b.</summary>
    public static Scalar operator /(Scalar left, Scalar right) => throw new CompiledOnlyException();

    /// <summary>A number.</summary>
    public static implicit operator Scalar(float value) => throw new CompiledOnlyException();
}
