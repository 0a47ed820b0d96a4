namespace NeuralNet.Gen;

public sealed partial class Tensor
{
    /// <summary>
    /// x/√(mean(x²) + ε) over the last dimension, times a trained weight (Zhang and Sennrich, 2019; PyTorch's <c>RMSNorm</c> with an explicit ε). Parameter
    /// <c>weight</c> [width], which starts at 1.
    /// </summary>
    /// <param name="epsilon">Above 0.</param>
    /// <param name="name">The whole parameter path. Default: made of the methods around it and <c>rmsNorm</c>.</param>
    public Tensor RmsNorm(float epsilon = 1e-5f, string? name = null) => throw new CompiledOnlyException();

    /// <summary>
    /// Normalises groups of neighbouring channels of [batch, channels, …], each with all its places: (x − μ)/√(σ² + ε), σ² the biased variance (Wu and
    /// He, 2018; PyTorch's <c>GroupNorm</c>). Parameters <c>weight</c> and <c>bias</c> [channels].
    /// </summary>
    /// <param name="groups">A divisor of the channels, dimension 1.</param>
    /// <param name="epsilon">Above 0.</param>
    /// <param name="affine">Whether each channel is scaled and shifted by trained numbers.</param>
    /// <param name="name">The whole parameter path. Default: made of the methods around it and <c>groupNorm</c>.</param>
    public Tensor GroupNorm(int groups, float epsilon = 1e-5f, bool affine = true, string? name = null) => throw new CompiledOnlyException();

    /// <summary>
    /// Normalises each channel of each sample of [batch, channels, …] over its places: (x − μ)/√(σ² + ε), σ² the biased variance (Ulyanov et al., 2016;
    /// PyTorch's <c>InstanceNorm1d</c> to <c>3d</c> without running statistics). With <paramref name="affine"/> parameters <c>weight</c> and <c>bias</c> [channels].
    /// </summary>
    /// <param name="epsilon">Above 0.</param>
    /// <param name="affine">Whether each channel is scaled and shifted by trained numbers. Default: no, as in PyTorch.</param>
    /// <param name="name">The whole parameter path. Default: made of the methods around it and <c>instanceNorm</c>.</param>
    public Tensor InstanceNorm(float epsilon = 1e-5f, bool affine = false, string? name = null) => throw new CompiledOnlyException();

    /// <summary>
    /// x/(k + α/n·Σx²)^β, the sum over n channels around each of [batch, channels, …], zeros beyond the ends (Krizhevsky et al., 2012; PyTorch's
    /// <c>LocalResponseNorm</c>, which divides α by n where the paper does not).
    /// </summary>
    /// <param name="size">n, at least 1.</param>
    /// <param name="alpha">α.</param>
    /// <param name="beta">β.</param>
    /// <param name="k">k.</param>
    public Tensor LocalResponseNorm(int size, float alpha = 1e-4f, float beta = 0.75f, float k = 1f) => throw new CompiledOnlyException();

    /// <summary>
    /// yᵤ = x₁ᵀ·Aᵤ·x₂ + bᵤ for each sample (PyTorch's <c>Bilinear</c>): [batch, in₁] and [batch, in₂] → [batch, units]. Parameters <c>weight</c> [units, in₁, in₂] and
    /// <c>bias</c> [units], uniform in ±1/√in₁ at first.
    /// </summary>
    /// <param name="other">x₂.</param>
    /// <param name="units">Outputs, at least 1.</param>
    /// <param name="bias">Whether a bias is added.</param>
    /// <param name="name">The whole parameter path. Default: made of the methods around it and <c>bilinear</c>.</param>
    public Tensor Bilinear(Tensor other, int units, bool bias = true, string? name = null) => throw new CompiledOnlyException();

    /// <summary>
    /// While training, sets each channel of each sample of [batch, channels, …] to zero with the given probability and scales the others by 1/(1−p); otherwise
    /// does nothing (Tompson et al., 2015; PyTorch's <c>Dropout1d</c> to <c>3d</c>). What is dropped depends on the seed, the layer's name, the step, the
    /// sample's place in the batch and the channel alone.
    /// </summary>
    /// <param name="probability">0 ≤ p &lt; 1.</param>
    /// <param name="name">The whole parameter path. Default: made of the methods around it and <c>dropoutChannels</c>.</param>
    public Tensor DropoutChannels(float probability = 0.5f, string? name = null) => throw new CompiledOnlyException();
}
