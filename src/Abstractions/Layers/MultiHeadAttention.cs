namespace NeuralNet.Gen;

/// <summary>Multi-head attention whose projections are shared by all its uses (PyTorch's <c>MultiheadAttention</c>); see <see cref="Tensor.SelfAttention"/>.</summary>
public sealed class MultiHeadAttention : Layer
{
    /// <summary>Declares the layer; its widths are those of its first use, and later uses must agree.</summary>
    /// <param name="heads">A divisor of the width.</param>
    /// <param name="causal">Whether no place in time sees a later one.</param>
    /// <param name="rotary">Base of rotary positions, 10000 in the paper; see <see cref="Tensor.RotaryPosition"/>. 0, the default: none.</param>
    /// <param name="dropout">Probability that a weight of the softmax is dropped while training.</param>
    /// <param name="name">The whole parameter path. Default: made of the methods around it and <c>multiHeadAttention</c>.</param>
    public MultiHeadAttention(int heads, bool causal = false, float rotary = 0f, float dropout = 0f, string? name = null) => throw new CompiledOnlyException();

    /// <summary>The layer applied to <paramref name="x"/>.</summary>
    /// <param name="x">Queries come from it: [batch, time, width].</param>
    /// <param name="memory">Keys and values come from it: [batch, keys, any width]. Default: <paramref name="x"/>.</param>
    /// <param name="lengths">[batch]: for each sample how many of its first keys are seen, 1 to keys. Default: all.</param>
    /// <param name="mask">[batch, keys]: 1 for each key that is seen, 0 for padding. Default: all are seen.</param>
    /// <param name="bias">[heads, time, keys] or [time, keys], added to the scores before the softmax.</param>
    public Tensor Of(Tensor x, Tensor? memory = null, Tokens? lengths = null, Tokens? mask = null, Tensor? bias = null) => throw new CompiledOnlyException();
}
