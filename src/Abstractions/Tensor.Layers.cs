namespace NeuralNet.Gen;

public sealed partial class Tensor
{
    /// <inheritdoc cref="DenseAttribute(int)"/>
    /// <param name="units">Outputs, at least 1.</param>
    /// <param name="bias">Whether a bias is added.</param>
    /// <param name="weightInitializer">How the weight starts. Default: as PyTorch's <c>Linear</c>.</param>
    /// <param name="biasInitializer">How the bias starts.</param>
    /// <param name="name">The whole parameter path. Default: made of the methods around it and <c>dense</c>.</param>
    public Tensor Dense(int units, bool bias = true, Initializer weightInitializer = Initializer.Default, Initializer biasInitializer = Initializer.Default, string? name = null)
        => throw new CompiledOnlyException();

    /// <inheritdoc cref="DropoutAttribute(float)"/>
    public Tensor Dropout(float probability = 0.5f, string? name = null) => throw new CompiledOnlyException();

    /// <summary>
    /// (x − μ)/√(σ² + ε) over the last dimension, times a trained weight plus a trained bias (Ba et al., 2016; PyTorch's <c>LayerNorm</c>). Parameters
    /// <c>weight</c> and <c>bias</c> [width].
    /// </summary>
    /// <param name="epsilon">Above 0.</param>
    /// <param name="name">The whole parameter path. Default: made of the methods around it and <c>layerNorm</c>.</param>
    public Tensor LayerNorm(float epsilon = 1e-5f, string? name = null) => throw new CompiledOnlyException();

    /// <summary>
    /// Multi-head self-attention over [batch, time, width] (Vaswani et al., 2017). Parameters <c>query</c>, <c>key</c>, <c>value</c> and <c>output</c>, each with
    /// <c>weight</c> [width, width] and <c>bias</c> [width]. A sample whose keys are all hidden gives NaN, as PyTorch's does.
    /// </summary>
    /// <param name="heads">A divisor of the width.</param>
    /// <param name="lengths">[batch]: for each sample how many of its first places are seen, 1 to time; the rest is padding. Default: all.</param>
    /// <param name="mask">[batch, time]: 1 for each place that is seen, 0 for padding. Default: all are seen.</param>
    /// <param name="bias">[heads, time, time] or [time, time], added to the scores before the softmax.</param>
    /// <param name="rotary">Base of rotary positions, 10000 in the paper; see <see cref="RotaryPosition"/>. 0, the default: none.</param>
    /// <param name="dropout">Probability that a weight of the softmax is dropped while training.</param>
    /// <param name="name">The whole parameter path. Default: made of the methods around it and <c>selfAttention</c>.</param>
    public Tensor SelfAttention(int heads, Tokens? lengths = null, Tokens? mask = null, Tensor? bias = null, float rotary = 0f, float dropout = 0f, string? name = null)
        => throw new CompiledOnlyException();

    /// <summary><see cref="SelfAttention"/> in which no place in time sees a later one.</summary>
    /// <inheritdoc cref="SelfAttention"/>
    public Tensor CausalSelfAttention(int heads, Tokens? lengths = null, Tokens? mask = null, Tensor? bias = null, float rotary = 0f, float dropout = 0f, string? name = null)
        => throw new CompiledOnlyException();

    /// <summary>
    /// Multi-head attention with queries of this tensor [batch, time, width] and keys and values of another one. Parameters as <see cref="SelfAttention"/>'s; the
    /// weights of <c>key</c> and <c>value</c> are [width, width of the memory].
    /// </summary>
    /// <param name="memory">[batch, keys, any width].</param>
    /// <param name="heads">A divisor of the width.</param>
    /// <param name="lengths">[batch]: for each sample how many of its first keys are seen, 1 to keys. Default: all.</param>
    /// <param name="mask">[batch, keys]: 1 for each key that is seen, 0 for padding. Default: all are seen.</param>
    /// <param name="bias">[heads, time, keys] or [time, keys], added to the scores before the softmax.</param>
    /// <param name="rotary">Base of rotary positions of queries and keys, 10000 in the paper. 0, the default: none.</param>
    /// <param name="dropout">Probability that a weight of the softmax is dropped while training.</param>
    /// <param name="name">The whole parameter path. Default: made of the methods around it and <c>crossAttention</c>.</param>
    public Tensor CrossAttention(
        Tensor memory, int heads, Tokens? lengths = null, Tokens? mask = null, Tensor? bias = null, float rotary = 0f, float dropout = 0f, string? name = null)
        => throw new CompiledOnlyException();

    /// <summary>
    /// Rotary positions (Su et al., "RoFormer", 2021) over [batch, …, time, d]: the pair of numbers i and i + d/2 at place p is turned by the angle
    /// p·base^(−2i/d). Pairs are halves of the row, as in GPT-NeoX and Hugging Face's LLaMA. For queries and keys, before their product.
    /// </summary>
    /// <param name="base">At least 1.</param>
    public Tensor RotaryPosition(float @base = 10000f) => throw new CompiledOnlyException();

    /// <inheritdoc cref="ReluAttribute"/>
    public Tensor Relu() => throw new CompiledOnlyException();

    /// <inheritdoc cref="LeakyReluAttribute(float)"/>
    public Tensor LeakyRelu(float slope = 0.01f) => throw new CompiledOnlyException();

    /// <inheritdoc cref="EluAttribute(float)"/>
    public Tensor Elu(float alpha = 1f) => throw new CompiledOnlyException();

    /// <inheritdoc cref="SigmoidAttribute"/>
    public Tensor Sigmoid() => throw new CompiledOnlyException();

    /// <inheritdoc cref="TanhAttribute"/>
    public Tensor Tanh() => throw new CompiledOnlyException();

    /// <inheritdoc cref="GeluAttribute(GeluForm)"/>
    public Tensor Gelu(GeluForm form = GeluForm.Exact) => throw new CompiledOnlyException();

    /// <inheritdoc cref="SiluAttribute"/>
    public Tensor Silu() => throw new CompiledOnlyException();

    /// <inheritdoc cref="SoftplusAttribute(float)"/>
    public Tensor Softplus(float beta = 1f) => throw new CompiledOnlyException();

    /// <summary>y = eˣ/Σeˣ along one dimension (PyTorch's <c>Softmax</c>). Output shape = input shape. A network that <see cref="Functional.CrossEntropy"/> compares must not end in it: the loss takes the scores before it.</summary>
    /// <param name="dimension">The batch is 0 and cannot be meant; negative numbers count from the end.</param>
    public Tensor Softmax(int dimension = -1) => throw new CompiledOnlyException();
}
