namespace NeuralNet.Gen;

public sealed partial class Tensor
{
    /// <inheritdoc cref="Relu6Attribute"/>
    public Tensor Relu6() => throw new CompiledOnlyException();

    /// <inheritdoc cref="HardsigmoidAttribute"/>
    public Tensor Hardsigmoid() => throw new CompiledOnlyException();

    /// <inheritdoc cref="HardswishAttribute"/>
    public Tensor Hardswish() => throw new CompiledOnlyException();

    /// <inheritdoc cref="MishAttribute"/>
    public Tensor Mish() => throw new CompiledOnlyException();

    /// <summary>y = x − ln Σeˣ along one dimension: logarithms of probabilities (PyTorch's <c>LogSoftmax</c>). Output shape = input shape.</summary>
    /// <param name="dimension">The batch is 0 and cannot be meant; negative numbers count from the end.</param>
    public Tensor LogSoftmax(int dimension = -1) => throw new CompiledOnlyException();

    /// <summary>a·σ(b) for the halves a and b of one dimension, which is halved (PyTorch's <c>GLU</c>; Dauphin et al., 2017).</summary>
    /// <param name="dimension">The batch is 0 and cannot be meant; negative numbers count from the end.</param>
    public Tensor Glu(int dimension = -1) => throw new CompiledOnlyException();

    /// <summary>a·σ(a)·b for the halves a and b of one dimension, which is halved (Shazeer, 2020): <c>x.Dense(2 * hidden).SwiGlu().Dense(width)</c>.</summary>
    /// <param name="dimension">The batch is 0 and cannot be meant; negative numbers count from the end.</param>
    public Tensor SwiGlu(int dimension = -1) => throw new CompiledOnlyException();

    /// <inheritdoc cref="PReluAttribute(int, float)"/>
    /// <param name="parameters">Slopes: 1, or the extent of dimension 1, the channels.</param>
    /// <param name="initial">Where the slopes start.</param>
    /// <param name="name">The whole parameter path. Default: made of the methods around it and <c>pRelu</c>.</param>
    public Tensor PRelu(int parameters = 1, float initial = 0.25f, string? name = null) => throw new CompiledOnlyException();
}
