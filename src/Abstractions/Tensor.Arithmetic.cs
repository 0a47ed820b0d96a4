namespace NeuralNet.Gen;

public sealed partial class Tensor
{
    /// <summary>eˣ, element by element.</summary>
    public Tensor Exp() => throw new CompiledOnlyException();

    /// <summary>ln x, element by element: −∞ at 0, NaN below.</summary>
    public Tensor Log() => throw new CompiledOnlyException();

    /// <summary>|x|, element by element; its gradient is 0 at 0.</summary>
    public Tensor Abs() => throw new CompiledOnlyException();

    /// <summary>1 for positive numbers, −1 for negative ones, 0 for 0, element by element. Its gradient is 0.</summary>
    public Tensor Sign() => throw new CompiledOnlyException();

    /// <summary>√x, element by element: NaN below 0. Its gradient is infinite at 0.</summary>
    public Tensor Sqrt() => throw new CompiledOnlyException();

    /// <summary>1/√x, element by element.</summary>
    public Tensor Rsqrt() => throw new CompiledOnlyException();

    /// <summary>1/x, element by element.</summary>
    public Tensor Reciprocal() => throw new CompiledOnlyException();

    /// <summary>x², element by element.</summary>
    public Tensor Square() => throw new CompiledOnlyException();

    /// <summary>sin x, element by element, x in radians. The argument is rounded once when it is turned into whole turns: the absolute error is about |x|·1e-7.</summary>
    public Tensor Sin() => throw new CompiledOnlyException();

    /// <summary>cos x, element by element, x in radians; as exact as <see cref="Sin"/>.</summary>
    public Tensor Cos() => throw new CompiledOnlyException();

    /// <summary>
    /// xᵉ, element by element, broadcast. A number as the exponent: whole ones up to 64 are products, halves end in a square root, so that negative x
    /// have their powers; others, and exponents that are tensors, are e^(e·ln x), which is NaN for negative x and loses about |e·ln x| units in the
    /// last place. A tensor as the exponent has a gradient of its own, dy·xᵉ·ln x.
    /// </summary>
    /// <param name="exponent">A finite number, or a tensor.</param>
    public Tensor Pow(Tensor exponent) => throw new CompiledOnlyException();

    /// <summary>x, but at least <paramref name="low"/> and at most <paramref name="high"/>; NaN stays NaN. The gradient is dy within the bounds, these included, and 0 outside (PyTorch's <c>clamp</c>).</summary>
    /// <param name="low">The least value. Default: none.</param>
    /// <param name="high">The largest value, at least <paramref name="low"/>. Default: none.</param>
    public Tensor Clamp(float low = float.NegativeInfinity, float high = float.PositiveInfinity) => throw new CompiledOnlyException();

    /// <summary>The same numbers, through which no gradient passes (PyTorch's <c>detach</c>). A parameter that reaches the loss in no other way is an error.</summary>
    public Tensor Detach() => throw new CompiledOnlyException();
}
