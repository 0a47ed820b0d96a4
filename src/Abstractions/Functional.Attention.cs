namespace NeuralNet.Gen;

public static partial class Functional
{
    /// <summary>
    /// softmax(query·keyᵀ/√d + bias)·value for each sample and head (Vaswani et al., 2017; PyTorch's <c>scaled_dot_product_attention</c>). Has no parameters.
    /// A sample whose keys are all hidden gives NaN, as PyTorch's does.
    /// </summary>
    /// <param name="query">[batch, heads, time, d].</param>
    /// <param name="key">[batch, heads, keys, d].</param>
    /// <param name="value">[batch, heads, keys, any].</param>
    /// <param name="causal">Whether no query sees a later key; wants as many keys as queries.</param>
    /// <param name="bias">[heads, time, keys] or [time, keys], with a batch before it where each sample has its own; added to the scores before the softmax.</param>
    /// <param name="lengths">[batch]: for each sample how many of its first keys are seen, 1 to keys. Default: all.</param>
    /// <param name="mask">[batch, keys]: 1 for each key that is seen, 0 for padding. Default: all are seen.</param>
    /// <param name="dropout">Probability that a weight of the softmax is dropped while training.</param>
    /// <param name="name">Keys the random numbers of the dropout, so that other uses may come and go.</param>
    /// <returns>[batch, heads, time, any].</returns>
    public static Tensor ScaledDotProductAttention(
        Tensor query, Tensor key, Tensor value, bool causal = false, Tensor? bias = null, Tokens? lengths = null, Tokens? mask = null, float dropout = 0f, string? name = null)
        => throw new CompiledOnlyException();
}
