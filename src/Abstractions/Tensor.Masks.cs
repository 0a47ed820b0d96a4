namespace NeuralNet.Gen;

public sealed partial class Tensor
{
    /// <summary>1 where a &gt; b, otherwise 0, broadcast: a mask. 0 where either is NaN. Masks are tensors of ones and zeros without a gradient.</summary>
    public static Tensor operator >(Tensor left, Tensor right) => throw new CompiledOnlyException();

    /// <summary>1 where a &lt; b, otherwise 0, broadcast: a mask. 0 where either is NaN.</summary>
    public static Tensor operator <(Tensor left, Tensor right) => throw new CompiledOnlyException();

    /// <summary>1 where a ≥ b, otherwise 0, broadcast: a mask. 0 where either is NaN.</summary>
    public static Tensor operator >=(Tensor left, Tensor right) => throw new CompiledOnlyException();

    /// <summary>1 where a ≤ b, otherwise 0, broadcast: a mask. 0 where either is NaN.</summary>
    public static Tensor operator <=(Tensor left, Tensor right) => throw new CompiledOnlyException();

    /// <summary>1 where both are equal, otherwise 0, broadcast: a mask. 0 where either is NaN. (<c>==</c> would compare C# objects.)</summary>
    /// <param name="other">A tensor or a number.</param>
    public Tensor EqualTo(Tensor other) => throw new CompiledOnlyException();

    /// <summary>1 where both masks are set (not 0), otherwise 0.</summary>
    /// <param name="other">A mask, broadcast.</param>
    public Tensor And(Tensor other) => throw new CompiledOnlyException();

    /// <summary>1 where one of the masks is set (not 0), otherwise 0.</summary>
    /// <param name="other">A mask, broadcast.</param>
    public Tensor Or(Tensor other) => throw new CompiledOnlyException();

    /// <summary>1 where the mask is 0, otherwise 0.</summary>
    public Tensor Not() => throw new CompiledOnlyException();

    /// <summary><paramref name="value"/> where the mask is set (not 0), otherwise x (PyTorch's <c>masked_fill</c>). No gradient reaches what is filled over.</summary>
    /// <param name="mask">Broadcast against x.</param>
    /// <param name="value">Any number, infinities included.</param>
    public Tensor MaskedFill(Tensor mask, float value) => throw new CompiledOnlyException();
}
